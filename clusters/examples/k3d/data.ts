import { mongodb, postgres, rabbitmq, valkey, workload } from "../../../charts/workload.ts";

/** What the team's apps keep things in, at the ports that their clients expect (seed 000:228-231, 1376-1387). */
export const data = workload("data", { namespace: "default", layer: "platform" }, (scope) => {
  postgres(scope, { name: "dev-postgresql", size: "5Gi", localPort: 5432 });
  mongodb(scope, { name: "dev-mongodb", size: "5Gi", localPort: 27017 });
  rabbitmq(scope, { name: "dev-rabbitmq", size: "2Gi", localPort: 5672, webPort: 15672 });
  valkey(scope, { name: "dev-valkey", password: false });
});
