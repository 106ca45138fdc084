/** What a node keeps for the system and the kubelet where its data says nothing. */
export const defaultReserved = { cpu: "500m", memory: "1Gi" };
