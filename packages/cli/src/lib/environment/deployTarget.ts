import type { Environment } from '@private-serverless/environment';
import {
  deployParameters,
  type ReadinessClients,
} from '@private-serverless/readiness';
import type { DeployOptions, Project } from '@private-serverless/stack';
import { type Aws, type AwsOptions, awsClients } from '../awsClients';
import { readConfiguredEnvironment } from '../environments';
import { UsageError } from '../usage';
import { readinessClients } from './readinessClients';

/** Where a deploy goes, and what its environment says about it. */
export type DeployTarget = {
  aws: Aws;
  /** Absent without `--environment`. */
  environment?: Environment;
  /** Clients for what the environment has. Absent without `--environment`. */
  readiness?: ReadinessClients;
  /** Options of the deploy that the environment determines. */
  options: Partial<DeployOptions>;
};

/** Options of `deploy` that name its target. */
export type TargetOptions = AwsOptions & {
  environment?: string;
  config?: string[];
};

/**
 * The target of a deploy: the environment, if one is named, otherwise the region and endpoint of the options.
 *
 * @param warn - receives a line for each key of the environment that this version does not use
 * @throws UsageError that names the option: for a service of another environment, an option that contradicts the environment,
 *   and a service in an existing network without an environment
 */
export async function deployTarget(
  options: TargetOptions,
  { answers = {} }: Project,
  warn: (line: string) => void,
): Promise<DeployTarget> {
  const { environment: id, config: files } = options;
  if (!id) {
    if (files) {
      throw new UsageError(
        '--config is used only with --environment. Add --environment, or remove it.',
      );
    }
    requireNoNetwork(answers);
    return { aws: awsClients(options), options: {} };
  }
  const { environment } = await readConfiguredEnvironment({ id, files, warn });
  requireSamePlace(options, environment, answers);
  const { region, awsEndpointUrl, deletionProtection } = environment;
  const { close, ...readiness } = readinessClients(environment);
  const aws = awsClients({ region, awsEndpointUrl });
  return {
    aws: {
      ...aws,
      close() {
        aws.close();
        close();
      },
    },
    environment,
    readiness,
    options: {
      accountId: environment.accountId,
      artifactBucket: environment.artifactBucket,
      corporateCidrs: environment.corporateCidrs,
      roleArn: environment.cloudFormationRoleArn,
      tags: environment.tags,
      terminationProtection: deletionProtection,
      ...deployParameters({ environment, ec2: readiness.ec2 }),
    },
  };
}

/** A network that nobody describes cannot be proven. */
function requireNoNetwork(answers: Record<string, unknown>): void {
  if (answers.network !== 'existing') return;
  const id = String(answers.environment);
  throw new UsageError(
    `--environment is missing: the service runs in the existing network of environment ${id}, which the deploy describes first. Set --environment ${id}, and --config if its configuration is not in a folder above.`,
  );
}

function requireSamePlace(
  { region, awsEndpointUrl }: TargetOptions,
  environment: Environment,
  answers: Record<string, unknown>,
): void {
  const { id } = environment;
  if (typeof answers.environment === 'string' && answers.environment !== id) {
    throw new UsageError(
      `--environment: the service was generated for environment ${answers.environment}, not for ${id}. Set --environment ${answers.environment}, or generate it for ${id}.`,
    );
  }
  const contradicts = (option: string, given?: string, own?: string) => {
    if (given === undefined || given === own) return;
    throw new UsageError(
      `${option}: '${given}' is not that of environment ${id}${
        own ? ` (${own})` : ''
      }. Remove ${option}.`,
    );
  };
  contradicts('--region', region, environment.region);
  contradicts('--aws-endpoint-url', awsEndpointUrl, environment.awsEndpointUrl);
}
