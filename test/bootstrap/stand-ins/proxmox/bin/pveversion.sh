echo "pve-manager/9.1.1/stand-in (running kernel: $(uname -r))"
