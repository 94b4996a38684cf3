import { CloudFormationClient } from '@aws-sdk/client-cloudformation';
import { CloudWatchLogsClient } from '@aws-sdk/client-cloudwatch-logs';
import { S3Client } from '@aws-sdk/client-s3';
import { STSClient } from '@aws-sdk/client-sts';
import { shownUrl } from '@private-serverless/probe';
import { UsageError } from './usage';

/** Options that every command with AWS calls has. */
export type AwsOptions = { region?: string; awsEndpointUrl?: string };

/** AWS clients and how to let go of their connections. */
export type Aws = {
  cloudFormation: CloudFormationClient;
  s3: S3Client;
  /** For what a function of the stack logged. */
  logs: CloudWatchLogsClient;
  /** For the account of the credentials, which must own the artifact bucket. */
  sts: STSClient;
  close(): void;
};

/**
 * Makes the clients. Credentials come from the SDK's default chain; a local AWS (loopback endpoint) takes
 * any, so where the environment names none, made-up ones are used instead of looking for real ones.
 *
 * The endpoint comes from the option alone: without it, AWS_ENDPOINT_URL and its kin and a profile's
 * endpoint_url are not followed, not even by the STS client that a profile's role needs. A variable left from
 * some local AWS would otherwise get what is meant for the account.
 *
 * @throws UsageError that names the option
 */
export function awsClients(
  options: AwsOptions,
  env: NodeJS.ProcessEnv = process.env,
): Aws {
  const region = options.region ?? env.AWS_REGION ?? env.AWS_DEFAULT_REGION;
  if (!region) {
    throw new UsageError(
      'No region: give --region (for example --region eu-central-1) or set AWS_REGION.',
    );
  }
  if (!/^[a-z]{2}(-[a-z]+)+-\d$/.test(region)) {
    throw new UsageError(
      `--region '${region}' is no AWS region: use a name such as eu-central-1.`,
    );
  }
  const endpoint = options.awsEndpointUrl && endpointOf(options.awsEndpointUrl);
  const isNamed = env.AWS_ACCESS_KEY_ID || env.AWS_PROFILE;
  // The STS client inside the credentials chain knows this variable only, our own clients the option too.
  if (!endpoint) env.AWS_IGNORE_CONFIGURED_ENDPOINT_URLS = 'true';
  const config = {
    region,
    ignoreConfiguredEndpointUrls: true,
    ...(endpoint ? { endpoint: endpoint.href } : {}),
    ...(endpoint && isLoopback(endpoint) && !isNamed
      ? { credentials: { accessKeyId: 'local', secretAccessKey: 'local' } }
      : {}),
  };
  const clients = {
    cloudFormation: new CloudFormationClient(config),
    s3: new S3Client({ ...config, forcePathStyle: Boolean(endpoint) }),
    logs: new CloudWatchLogsClient(config),
    sts: new STSClient(config),
  };
  return {
    ...clients,
    close() {
      for (const client of Object.values(clients)) client.destroy();
    },
  };
}

function endpointOf(text: string): URL {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (!url || !['http:', 'https:'].includes(url.protocol)) {
    throw new UsageError(
      `--aws-endpoint-url '${shownUrl(
        text,
      )}' is no URL: use for example http://127.0.0.1:4510.`,
    );
  }
  if (url.username || url.password) {
    throw new UsageError(
      `--aws-endpoint-url '${shownUrl(
        text,
      )}' contains a user or password. Remove them; requests are signed with AWS credentials.`,
    );
  }
  return url;
}

function isLoopback({ hostname }: URL): boolean {
  return (
    hostname === 'localhost' ||
    hostname === '[::1]' ||
    /^127(\.\d+){3}$/.test(hostname)
  );
}
