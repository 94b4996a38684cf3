import { CloudFormationClient } from '@aws-sdk/client-cloudformation';
import { CloudWatchLogsClient } from '@aws-sdk/client-cloudwatch-logs';
import { S3Client } from '@aws-sdk/client-s3';
import { STSClient } from '@aws-sdk/client-sts';
import { shownUrl } from '@private-serverless/probe';
import { UsageError } from './usage';

/** Options of every command that calls AWS. */
export type AwsOptions = { region?: string; awsEndpointUrl?: string };

/** AWS clients, and a function that closes their connections. */
export type Aws = {
  cloudFormation: CloudFormationClient;
  s3: S3Client;
  /** Reads the logs of the stack's functions. */
  logs: CloudWatchLogsClient;
  /** Returns the account of the credentials. That account must own the artifact bucket. */
  sts: STSClient;
  close(): void;
};

/**
 * The configuration of every client. Credentials come from the default chain of the SDK. A local AWS (an endpoint on a loopback
 * address) accepts any credentials, so placeholders are used if the environment variables contain none.
 *
 * The endpoint comes from the option alone. AWS_ENDPOINT_URL, the variables for single services and the endpoint_url of
 * a profile are ignored, also by the STS client for the role of a profile. Otherwise, requests for the
 * account could go to a local AWS that a variable names.
 *
 * @throws UsageError that names the option
 */
export function clientConfig(
  options: AwsOptions,
  env: NodeJS.ProcessEnv = process.env,
) {
  const region = options.region ?? env.AWS_REGION ?? env.AWS_DEFAULT_REGION;
  if (!region) {
    throw new UsageError(
      'No region. Set --region, e.g. --region eu-central-1, or AWS_REGION.',
    );
  }
  if (!/^[a-z]{2}(-[a-z]+)+-\d$/.test(region)) {
    throw new UsageError(
      `--region: '${region}' is not a valid AWS region. Use a full region name such as eu-central-1.`,
    );
  }
  const endpoint = options.awsEndpointUrl && endpointOf(options.awsEndpointUrl);
  const hasCredentials = env.AWS_ACCESS_KEY_ID || env.AWS_PROFILE;
  // The STS client inside the credentials chain reads only this variable. Our own clients also have the option.
  if (!endpoint) env.AWS_IGNORE_CONFIGURED_ENDPOINT_URLS = 'true';
  return {
    region,
    ignoreConfiguredEndpointUrls: true,
    ...(endpoint ? { endpoint: endpoint.href } : {}),
    ...(endpoint && isLoopback(endpoint) && !hasCredentials
      ? { credentials: { accessKeyId: 'local', secretAccessKey: 'local' } }
      : {}),
  };
}

/**
 * Creates the clients.
 *
 * @throws UsageError as {@link clientConfig}
 */
export function awsClients(
  options: AwsOptions,
  env: NodeJS.ProcessEnv = process.env,
): Aws {
  const config = clientConfig(options, env);
  const clients = {
    cloudFormation: new CloudFormationClient(config),
    s3: new S3Client({ ...config, forcePathStyle: 'endpoint' in config }),
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
      `--aws-endpoint-url: '${shownUrl(
        text,
      )}' is not a valid URL. Use a URL such as http://127.0.0.1:4510.`,
    );
  }
  if (url.username || url.password) {
    throw new UsageError(
      `--aws-endpoint-url: '${shownUrl(
        text,
      )}' contains a user name or password. Remove them; requests are signed with AWS credentials.`,
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
