/** Nobody without a password (mosquitto.conf, its manual page). */
export function brokerSettings(port: number, passwords: string): string {
  return `listener ${port}
allow_anonymous false
password_file ${passwords}
persistence true
persistence_location /mosquitto/data/
log_dest stdout
`;
}

/** From topics to metrics; the variables are read when it starts (Telegraf docs: configuration). */
export function collectorSettings(
  server: string,
  topics: readonly string[],
  format: "json" | "value",
): string {
  return `[agent]
  interval = "30s"
  omit_hostname = true

[[inputs.mqtt_consumer]]
  servers = [${JSON.stringify(server)}]
  topics = ${JSON.stringify(topics)}
  username = "\${MQTT_USERNAME}"
  password = "\${MQTT_PASSWORD}"
  data_format = "${format}"
${format === "value" ? '  data_type = "float"\n' : ""}
[[outputs.prometheus_client]]
  listen = ":9273"
  expiration_interval = "15m"
`;
}
