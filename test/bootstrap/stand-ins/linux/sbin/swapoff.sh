# swapoff(8): the swap of a new machine is in use until it is switched off.
: >/run/swap-is-off
