export { startSandbox, type RunningSandbox, type SandboxOptions } from './start.ts';
export type { DataCenterOptions, DataCenterPerson, RunningDataCenter } from './datacenter/start.ts';
