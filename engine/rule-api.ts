// The smaller door: what a rule may use. No Value can be read through it, no text and no file: rules ask Readings and report Places.

export { type AcceleratorUse, acceleratorOf, acceleratorUse } from "./facet/accelerator-use.ts";
export { acceleratorsOf, claimedDevice, isExtendedResource, isWholeDevice, meantResource, wholeDevices } from "./facet/accelerators.ts";
export { podsAdmittedTogether } from "./facet/admitted-pods.ts";
export { type Autoscaler, autoscalers, type ScalingMetric, scalers } from "./facet/autoscalers.ts";
export { type Bounds, bounds } from "./facet/bounds.ts";
export { type Capacity, capacityOf, mayTolerateSpot, noticeOf, type SpotTemplate, spotEntryOf, spotTemplates } from "./facet/capacity.ts";
export { type Carrier, carriers } from "./facet/carriers.ts";
export { type Ceiling, ceilings } from "./facet/ceilings.ts";
export { type CloudGrant, cloudGrants } from "./facet/cloud-grants.ts";
export { type Command, commandsOf, flag, runs } from "./facet/commands.ts";
export { computeClasses, isSameMachine } from "./facet/compute-classes.ts";
export { type Container, containers, containersOf, mainContainer } from "./facet/containers.ts";
export { credential } from "./facet/credentials.ts";
export { type DefaultCredential, defaultCredentials } from "./facet/default-credentials.ts";
export { defaultOf } from "./facet/defaults.ts";
export { deviceConfigs } from "./facet/device-configs.ts";
export { deviceQuotas } from "./facet/device-quotas.ts";
export { testsDevices } from "./facet/diagnostics.ts";
export { type DiskWithoutKey, disksWithoutKey } from "./facet/disk-keys.ts";
export { duplicateKeys } from "./facet/duplicate-keys.ts";
export { type AtRest, encryptionAtRest } from "./facet/encryption-at-rest.ts";
export { type HttpEntry, httpEntries } from "./facet/entries.ts";
export { type ExtendedAmount, extendedAmounts } from "./facet/extended-amounts.ts";
export { fanOuts } from "./facet/fan-outs.ts";
export { isFixture } from "./facet/fixtures.ts";
export { labelConflict, untoleratedTaints } from "./facet/flavor-match.ts";
export { type GpuProcesses, gpuProcesses } from "./facet/gpu-processes.ts";
export { type GroupMembers, groupMembers } from "./facet/group-members.ts";
export { type IamList, type IamStatement, iamStatements } from "./facet/iam-statements.ts";
export { type InterruptibleWorkload, interruptible, interruptibleMark } from "./facet/interruptible.ts";
export { kind, kinds, nameOf } from "./facet/kinds.ts";
export {
  type ClusterQueue,
  clusterQueues,
  type KueueWorkload,
  kueueWorkloads,
  QUEUE_LABEL,
  queueLinks,
  queueNamers,
} from "./facet/kueue.ts";
export { type MistakenLabel, mistakenLabels } from "./facet/label-values.ts";
export { acceleratorsOfMachine, familyOf, type Machine, machineOf, meansAccelerators, TYPE_KEYS } from "./facet/machines.ts";
export { type MeshGap, meshGaps } from "./facet/mesh-gaps.ts";
export { type MetadataService, metadataServices } from "./facet/metadata-service.ts";
export { type MigLayout, type MigRequest, migLayout, migRequests } from "./facet/mig-profiles.ts";
export { type ModelServer, modelServers } from "./facet/model-servers.ts";
export { type NodePool, nodePools } from "./facet/node-pools.ts";
export { mayRequireMore, type NodeRequirement, nodeRequirements, requirementsIn } from "./facet/node-selection.ts";
export { isObjectStore, type PathStorage, type Storage, storageOf } from "./facet/path-storage.ts";
export { type PlainEndpoint, plainEndpoints } from "./facet/plain-endpoints.ts";
export { type PlainTransit, plainTransit } from "./facet/plain-transit.ts";
export { podRequest } from "./facet/pod-requests.ts";
export { accountOf, consequenceOf, type PodTemplate, podKinds } from "./facet/pod-templates.ts";
export { poolMeets, taintsOf } from "./facet/pool-match.ts";
export { mayBeQueued, mayHaveScheduler, mayNameQueue } from "./facet/queue-marks.ts";
export { limitsIn, quotaLists, repeatedNames } from "./facet/quota-lists.ts";
export { type RayCluster, rayClusters } from "./facet/ray-clusters.ts";
export { type RetryBudget, retryBudget } from "./facet/retry-budget.ts";
export { isAnonymous, isEveryone, type RoleBinding, roleBindings } from "./facet/role-bindings.ts";
export {
  groupsServing,
  isBuiltInGroup,
  isClusterScoped,
  isEmptyList,
  isKnownList,
  isNamedIn,
  isUnlimited,
  isVerb,
  itemsThatAre,
  type KnownItem,
  knownItems,
  type RoleRule,
  roleRules,
  verbsMeant,
} from "./facet/role-rules.ts";
export { isFiniteRole, type Role, type RoledTemplate, workloadLabel, workloads } from "./facet/roles.ts";
export { schedulerMarks } from "./facet/scheduler-marks.ts";
export { type SecretManifest, secretManifests } from "./facet/secret-manifests.ts";
export { freeVolumeName, memoryVolumeLimit, type SharedMemory, sharedMemory } from "./facet/shared-memory.ts";
export { type SpotOnly, spotOnly } from "./facet/spot-only.ts";
export { type SubmittedWork, submittedWork } from "./facet/submitted-work.ts";
export { type Tenancy, tenancyOf } from "./facet/tenancy.ts";
export { cannotTolerate, type Taint } from "./facet/tolerations.ts";
export { type TpuSlice, tpuSlices } from "./facet/tpu-slices.ts";
export { type UnverifiedTls, unverifiedTls } from "./facet/unverified-tls.ts";
export { identityMarks } from "./facet/workload-identity.ts";
export { type WorldSize, worldSizes } from "./facet/world-sizes.ts";
export type { Place, Reading } from "./model/place.ts";
export { ceilQuantity, isWhole, isWholeAmount, parseQuantity, sameQuantity } from "./model/quantity.ts";
export { resourceLabel } from "./model/resource.ts";
export { type Behind, behind } from "./rule/behind.ts";
export { danglingOf } from "./rule/dangling.ts";
export { engineRules } from "./rule/engine-rules.ts";
export { fromSecret } from "./rule/from-secret.ts";
export { grantOf, type Holder, holdersOf, riskyHolder } from "./rule/holders.ts";
export { limitRangeMayGive } from "./rule/limit-ranges.ts";
export { bare, type Data, type Datum, text } from "./rule/message.ts";
export { mayBeMutated } from "./rule/mutators.ts";
export { hasOtherPods, hasOtherPool, isSpotFlavor, spotWorker } from "./rule/other-capacity.ts";
export {
  coveredBy,
  flavorsOf,
  groupCovering,
  groupsNeededBy,
  mayCountOtherwise,
  type NamedFlavor,
  type QueueChain,
  queueChainOf,
} from "./rule/queue-chain.ts";
export { usesReservation } from "./rule/reserved.ts";
export { workloadWith } from "./rule/role-holders.ts";
export type { Context, FixDefinition, Found, ReferenceQuery, Resolved, Rule } from "./rule/rule.ts";
export { addItem, addResource, copy, defineRule, move, renameKey, set, unset } from "./rule/rule.ts";
export { autoscalersBeside, autoscalersNear, autoscalersOf, scaledBy } from "./rule/scaled.ts";
export { mayBeMultiplied } from "./rule/shared-devices.ts";
