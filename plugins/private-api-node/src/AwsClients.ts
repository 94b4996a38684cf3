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

/**
 * AWS clients of one environment.
 * @public
 */
export type EnvironmentClients = {
  cloudFormation: CloudFormationClient;
  s3: S3Client;
  /** Says whose credentials these are. */
  sts: STSClient;
  /** For what a function of the stack logged. */
  logs: CloudWatchLogsClient;
};

/**
 * Makes the AWS clients of environments and keeps them, one set per environment.
 * Credentials come from Backstage's `aws` configuration, the endpoint from the environment alone.
 * @public
 */
export class AwsClients {
  readonly #credentials: AwsCredentialsManager;
  readonly #accountsWithKeys: ReadonlySet<string>;
  readonly #requestTimeoutMs: number;
  readonly #clients = new Map<string, EnvironmentClients>();

  /**
   * @param config - the app's configuration; its `aws` key says how to reach which account
   * @param options - `requestTimeoutMs`: how long one request may take, 30 seconds by default
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
    this.#credentials = credentials;
    this.#accountsWithKeys = accountsWithKeys;
    this.#requestTimeoutMs = requestTimeoutMs;
  }

  /**
   * The clients of an environment. Nothing is sent until a client is used; missing credentials show then.
   * @throws InputError when a local AWS would be reached with credentials that only the real STS can give
   */
  forEnvironment(environment: Environment): EnvironmentClients {
    const known = this.#clients.get(environment.id);
    if (known) {
      return known;
    }
    this.#refuseRealSts(environment);
    const { accountId, region, awsEndpointUrl } = environment;
    const options = {
      region,
      credentials: async () => {
        const { sdkCredentialProvider } =
          await this.#credentials.getCredentialProvider({ accountId });
        return sdkCredentialProvider();
      },
      ...(awsEndpointUrl ? { endpoint: awsEndpointUrl } : {}),
      // The environment alone says where AWS is: not AWS_ENDPOINT_URL*, not endpoint_url of a profile.
      ignoreConfiguredEndpointUrls: true,
      // A peer that is gone must not hold a probe round or a deploy for minutes.
      requestHandler: {
        connectionTimeout: 3_000,
        requestTimeout: this.#requestTimeoutMs,
        // Without it the handler only logs a warning and goes on waiting.
        throwOnRequestTimeout: true,
      },
    };
    const clients = {
      cloudFormation: new CloudFormationClient(options),
      s3: new S3Client({
        ...options,
        // A local AWS has no host name per bucket.
        forcePathStyle: awsEndpointUrl !== undefined,
      }),
      sts: new STSClient(options),
      logs: new CloudWatchLogsClient(options),
    };
    this.#clients.set(environment.id, clients);
    return clients;
  }

  /** Ends all connections. */
  destroy(): void {
    for (const clients of this.#clients.values()) {
      for (const client of Object.values(clients)) client.destroy();
    }
    this.#clients.clear();
  }

  /**
   * For an account that `aws.accounts` does not list with keys, the credentials manager asks the real STS,
   * whatever the endpoint of the environment is: a local AWS would leak calls to AWS.
   */
  #refuseRealSts({ id, accountId, awsEndpointUrl }: Environment): void {
    if (awsEndpointUrl && !this.#accountsWithKeys.has(accountId)) {
      throw new InputError(
        `Environment "${id}" has an awsEndpointUrl, so aws.accounts must list its account ${accountId} with accessKeyId and secretAccessKey (any values) and without roleName`,
      );
    }
  }
}
