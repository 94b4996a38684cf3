import { CloudFormationClient } from '@aws-sdk/client-cloudformation';
import { CloudWatchLogsClient } from '@aws-sdk/client-cloudwatch-logs';
import { S3Client } from '@aws-sdk/client-s3';
import { STSClient } from '@aws-sdk/client-sts';
import type { Config } from '@backstage/config';
import { InputError } from '@backstage/errors';
import {
  type AwsCredentialsManager,
  DefaultAwsCredentialsManager,
} from '@backstage/integration-aws-node';
import type { Environment } from '@private-serverless/environment';
import type {
  EntryClients,
  ReadinessClients,
} from '@private-serverless/readiness';
import { loadReadiness } from './loadReadiness';

/**
 * AWS clients of one environment.
 * @public
 */
export type EnvironmentClients = {
  cloudFormation: CloudFormationClient;
  s3: S3Client;
  /** Identifies the account of the credentials. */
  sts: STSClient;
  /** Reads the logs of the functions of a stack. */
  logs: CloudWatchLogsClient;
};

/**
 * Creates and caches the AWS clients of environments. Credentials come from Backstage's `aws` configuration. The
 * endpoint comes from the environment only.
 * @public
 */
export class AwsClients {
  private readonly credentials: AwsCredentialsManager;
  private readonly accountsWithKeys: ReadonlySet<string>;
  private readonly requestTimeoutMs: number;
  private readonly clients = new Map<string, EnvironmentClients>();
  private readonly readinessClients = new Map<string, ReadinessClients>();
  private readonly entryClients = new Map<string, EntryClients>();

  /**
   * Creates the clients with the credentials of the configuration.
   *
   * @param config - configuration of the app, with the credentials of each account under `aws`
   * @param options - `requestTimeoutMs`: timeout of one request in milliseconds. @defaultValue 30000
   */
  static fromConfig(
    config: Config,
    { requestTimeoutMs = 30_000 }: { requestTimeoutMs?: number } = {},
  ): AwsClients {
    const accounts = config.getOptionalConfigArray('aws.accounts') ?? [];
    return new AwsClients(
      DefaultAwsCredentialsManager.fromConfig(config),
      new Set(
        accounts
          .filter(
            account => account.has('accessKeyId') && !account.has('roleName'),
          )
          .map(account => account.getString('accountId')),
      ),
      requestTimeoutMs,
    );
  }

  private constructor(
    credentials: AwsCredentialsManager,
    accountsWithKeys: ReadonlySet<string>,
    requestTimeoutMs: number,
  ) {
    this.credentials = credentials;
    this.accountsWithKeys = accountsWithKeys;
    this.requestTimeoutMs = requestTimeoutMs;
  }

  /**
   * Returns the clients of an environment. It sends no request, so missing credentials are reported by the first
   * request.
   * @throws InputError if the environment is a local AWS and its credentials would require the real STS
   */
  forEnvironment(environment: Environment): EnvironmentClients {
    const known = this.clients.get(environment.id);
    if (known) {
      return known;
    }
    this.rejectRealSts(environment);
    const options = this.optionsFor(environment);
    const clients = {
      cloudFormation: new CloudFormationClient(options),
      s3: new S3Client({
        ...options,
        // A local AWS does not have a host name per bucket.
        forcePathStyle: environment.awsEndpointUrl !== undefined,
      }),
      sts: new STSClient(options),
      logs: new CloudWatchLogsClient(options),
    };
    this.clients.set(environment.id, clients);
    return clients;
  }

  /**
   * Returns the clients for the checks of an environment, and loads their code with the first call. It sends no request.
   * @throws InputError if the environment is a local AWS and its credentials would require the real STS
   */
  forReadiness(environment: Environment): ReadinessClients {
    const known = this.readinessClients.get(environment.id);
    if (known) {
      return known;
    }
    this.rejectRealSts(environment);
    const clients = loadReadiness().createReadinessClients(
      this.optionsFor(environment),
    );
    this.readinessClients.set(environment.id, clients);
    return clients;
  }

  /**
   * Returns the clients that read the parts of entries, and loads their code with the first call. It sends no request.
   * @throws InputError if the environment is a local AWS and its credentials would require the real STS
   */
  forEntries(environment: Environment): EntryClients {
    const known = this.entryClients.get(environment.id);
    if (known) {
      return known;
    }
    this.rejectRealSts(environment);
    const clients = loadReadiness().createEntryClients(
      this.optionsFor(environment),
    );
    this.entryClients.set(environment.id, clients);
    return clients;
  }

  private optionsFor({ accountId, region, awsEndpointUrl }: Environment) {
    return {
      region,
      credentials: async () => {
        const { sdkCredentialProvider } =
          await this.credentials.getCredentialProvider({ accountId });
        return sdkCredentialProvider();
      },
      ...(awsEndpointUrl ? { endpoint: awsEndpointUrl } : {}),
      // Only the environment defines the endpoint. Ignore AWS_ENDPOINT_URL* and endpoint_url of a profile.
      ignoreConfiguredEndpointUrls: true,
      // A peer without a response must not block a catalog pass or a deploy for minutes.
      requestHandler: {
        connectionTimeout: 3_000,
        requestTimeout: this.requestTimeoutMs,
        // Without it, the handler only logs a warning and continues to wait.
        throwOnRequestTimeout: true,
      },
    };
  }

  /** Closes all connections. */
  destroy(): void {
    for (const clients of [
      ...this.clients.values(),
      ...this.readinessClients.values(),
      ...this.entryClients.values(),
    ]) {
      for (const client of Object.values(clients)) client.destroy();
    }
    this.clients.clear();
    this.readinessClients.clear();
    this.entryClients.clear();
  }

  /**
   * Rejects a local AWS whose account is not listed with keys in `aws.accounts`. For such an account, the credentials
   * manager calls the real STS, regardless of the endpoint of the environment.
   */
  private rejectRealSts({ id, accountId, awsEndpointUrl }: Environment): void {
    if (awsEndpointUrl && !this.accountsWithKeys.has(accountId)) {
      throw new InputError(
        `Environment "${id}" has an awsEndpointUrl, but aws.accounts does not list its account ${accountId} with keys. Add the account with accessKeyId and secretAccessKey (any values) and without roleName`,
      );
    }
  }
}
