import type { Kinds, Naming } from "../../../lib/model/kind.ts";

const of = (kind: string) => ({ group: "metallb.io", kind, namespaced: true });
const pools: Naming = { path: "spec.ipAddressPools[]", to: of("IPAddressPool") };

export const metallbKinds: Kinds = {
  "metallb.io/BGPAdvertisement": {
    names: [pools, { path: "spec.peers[]", to: of("BGPPeer") }],
  },
  "metallb.io/BGPPeer": {
    names: [
      { path: "spec.passwordSecret", to: "Secret" },
      { path: "spec.bfdProfile", to: of("BFDProfile") },
    ],
  },
  "metallb.io/L2Advertisement": { names: [pools] },
  "metallb.io/*": {},
};
