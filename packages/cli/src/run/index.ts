/* eslint-disable global-require */
// `import()` would start Node's loader of ES modules, which takes longer than `verify` itself.

/** The code of the commands. Each is loaded on first use, so that a command loads only what it needs. */
export const run = {
  get deploy() {
    return (require('./deploy') as typeof import('./deploy')).runDeploy;
  },
  get destroy() {
    return (require('./destroy') as typeof import('./destroy')).runDestroy;
  },
  get drift() {
    return (require('./drift') as typeof import('./drift')).runDrift;
  },
  get environmentCheck() {
    return (
      require('./environmentCheck') as typeof import('./environmentCheck')
    ).runEnvironmentCheck;
  },
  get environmentDeploy() {
    return (
      require('./environmentDeploy') as typeof import('./environmentDeploy')
    ).runEnvironmentDeploy;
  },
  get environmentShow() {
    return (require('./environmentShow') as typeof import('./environmentShow'))
      .runEnvironmentShow;
  },
  get generate() {
    return (require('./generate') as typeof import('./generate')).runGenerate;
  },
  get outputs() {
    return (require('./outputs') as typeof import('./outputs')).runOutputs;
  },
  get probe() {
    return (require('./probe') as typeof import('./probe')).runProbe;
  },
  get verify() {
    return (require('./verify') as typeof import('./verify')).runVerify;
  },
};
