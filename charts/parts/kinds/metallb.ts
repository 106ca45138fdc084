import type { Kinds } from "../../../lib/model/kind.ts";

const pool = { group: "metallb.io", kind: "IPAddressPool", namespaced: true };
const advertisement = { names: [{ path: "spec.ipAddressPools[]", to: pool }] };

export const metallbKinds: Kinds = {
  "metallb.io/BGPAdvertisement": advertisement,
  "metallb.io/L2Advertisement": advertisement,
  "metallb.io/*": {},
};
