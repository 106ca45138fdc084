# The way that systemctl sends the machine: off, unless told to start again.
case " $* " in
*" -r "*) exec systemctl reboot ;;
*) exec systemctl poweroff ;;
esac
