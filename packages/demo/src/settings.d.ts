import type { Sandbox } from '@private-serverless/sandbox';
/** Ports and state folder of the demo. It listens on the loopback interface only. */
export type DemoSettings = {
    /** Port of Backstage, frontend and backend. */
    port: number;
    /** Port of the sandbox's AWS API. Its resolver and its proxy use the next two ports. */
    sandboxPort: number;
    /** Port of the git host. */
    gitPort: number;
    /** Port of the resolver in the corporate network. Its proxy uses the next port. */
    corporatePort: number;
    /** Password of Backstage at the git host. */
    gitPassword: string;
    /** Absolute path of the folder for the database, repositories, documentation, the sandbox's state and the backend's log. */
    stateDir: string;
    /** Further environments for a test, from the sandbox and the item of the corporate environment. @defaultValue none */
    moreEnvironments?: (sandbox: Sandbox, corporate: Record<string, any>) => Promise<object[]>;
};
/** The folder of the repository's own package.json. */
export declare const repositoryRoot: string;
/**
 * The settings of `npm start`. The environment variables DEMO_PORT, SANDBOX_PORT, GIT_PORT, CORPORATE_PORT and
 * DEMO_STATE override the defaults. By default the git host uses the port after those of the sandbox, and the corporate network
 * the two ports after that. The git host gets a new password at each start.
 * @throws Error that names the variable if a port is not valid
 */
export declare function settingsFromEnvironment(env?: NodeJS.ProcessEnv): DemoSettings;
