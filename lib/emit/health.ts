/** Seconds that a sync or a rollout may take before the root counts it as stuck and tries again. */
export const defaultStallSeconds = 600;

/** Seconds that the controller waits after each wave, for the news of it to reach what it knows of the cluster. */
export const defaultWaveDelaySeconds = 2;

/** Seconds that a revision may be missing before the root looks whether a newer commit names another. */
const missingSeconds = 30;

/**
 * The health check of kind Application for argocd-cm, without which sync waves order nothing.
 *
 * A child counts as Healthy only when the status it carries belongs to the spec it has: right after the root has
 * patched it, the old verdict still stands there. That this very spec was synced once is enough, even where the
 * API server or a webhook changes a field right back; but only by a comparison from after that sync, since one from
 * the middle of it leaves out what was still missing and calls the rest Healthy. What fails, retries or stalls is
 * Degraded: that ends the root's own sync, whose next attempt takes the newest commit, so a repair is picked up.
 *
 * Argo CD's Lua has the base, table and os libraries only, and os must be required.
 */
export function applicationHealthCheck(stallSeconds: number = defaultStallSeconds): string {
  return `local os = require("os")

-- Timestamps of Argo CD are UTC and sort as text.
local function before(seconds)
  return os.date("!%Y-%m-%dT%H:%M:%SZ", os.time() - seconds)
end
-- By then Argo CD sees in the cluster what it has applied.
local seenBefore = before(10)

local function health(status, message)
  return { status = status, message = message }
end

local function waitingSince(start, message, limit)
  if start ~= nil and start < before(limit or ${stallSeconds}) then
    return health("Degraded", "stalled: " .. message)
  end
  return health("Progressing", message)
end

local function absent(value)
  return value == nil or (type(value) == "table" and next(value) == nil)
end

-- Some versions of Argo CD store empty tables that git does not have.
local function equal(left, right)
  if absent(left) or absent(right) then return absent(left) and absent(right) end
  if type(left) ~= "table" or type(right) ~= "table" then return left == right end
  for key, value in pairs(left) do
    if not equal(value, right[key]) then return false end
  end
  for key, value in pairs(right) do
    if left[key] == nil and not absent(value) then return false end
  end
  return true
end

-- An Application has either one source or several; status repeats what it was compared with under the same name.
local function matches(record)
  if record == nil then return false end
  if obj.spec.sources ~= nil then return equal(obj.spec.sources, record.sources) end
  return equal(obj.spec.source, record.source)
end

local status = obj.status
if status == nil or status.sync == nil or status.health == nil then
  return health("Progressing", "not reconciled yet")
end
if not matches(status.sync.comparedTo) then
  return health("Progressing", "the status belongs to an older spec")
end

-- Nothing can be compared: the revision is not on the server yet, or not any more.
for _, condition in ipairs(status.conditions or {}) do
  if condition.type == "ComparisonError" then
    return waitingSince(condition.lastTransitionTime, condition.message or "", ${missingSeconds})
  end
end

local operation = status.operationState or {}
local phase = operation.phase
if phase == "Running" and (operation.retryCount or 0) > 0 then
  return health("Degraded", "the sync fails and is retried: " .. (operation.message or ""))
end
if (phase == "Failed" or phase == "Error") and status.sync.status ~= "Synced" then
  return health("Degraded", "the sync failed: " .. (operation.message or ""))
end
if obj.operation ~= nil or phase == "Running" then
  return waitingSince(operation.startedAt, "syncing")
end

local function appliedThisSpec()
  local result = operation.syncResult
  if phase ~= "Succeeded" or not matches(result) then return false end
  local finish = operation.finishedAt or seenBefore
  if finish >= seenBefore or finish >= (status.reconciledAt or finish) then return false end
  if obj.spec.sources ~= nil then return equal(status.sync.revisions, result.revisions) end
  return status.sync.revision == result.revision
end

if status.sync.status ~= "Synced" and not appliedThisSpec() then
  return waitingSince(operation.startedAt, "sync status " .. status.sync.status)
end
if status.health.status == "Progressing" then
  return waitingSince(status.health.lastTransitionTime, status.health.message or "progressing")
end
return health(status.health.status, status.health.message or "")
`;
}

/**
 * The health check of kind CustomResourceDefinition for argocd-cm. Argo CD's own says Progressing until a definition is
 * established, a moment later; but as definitions carry no name of their Application, nothing wakes it then, and the
 * wave waits for the next resync, two minutes. The delay between waves is longer than that moment, and what comes too
 * early all the same is retried.
 */
const definitionHealthCheck = `if obj.status ~= nil then
  for _, condition in ipairs(obj.status.conditions or {}) do
    if condition.type == "NamesAccepted" and condition.status == "False" then
      return { status = "Degraded", message = condition.message or "" }
    end
  end
end
return { status = "Healthy", message = "" }
`;

const prefix = "resource.customizations.health";

/** Key of argocd-cm, without which waves order nothing. */
export const applicationHealthKey = `${prefix}.argoproj.io_Application`;

/** What argocd-cm needs for order to hold, by its keys. */
export function healthChecks(
  stallSeconds: number = defaultStallSeconds,
): Readonly<Record<string, string>> {
  return {
    [applicationHealthKey]: applicationHealthCheck(stallSeconds),
    [`${prefix}.apiextensions.k8s.io_CustomResourceDefinition`]: definitionHealthCheck,
  };
}
