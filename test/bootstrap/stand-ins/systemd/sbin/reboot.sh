# The way that systemctl sends the machine.
exec systemctl reboot
