import {
  checkEnvironment,
  formatProblem,
} from '@private-serverless/environment';
import { stringify } from 'yaml';
import { environmentEntry } from '../lib/environment/entry';
import {
  environmentClients,
  environmentStackName,
  readEnvironmentStack,
} from '../lib/environment/stack';
import { readConfiguredEnvironment } from '../lib/environments';
import type { Io } from '../lib/io';
import { NegativeResult } from '../lib/usage';

/** Options of `environment show`. */
export type EnvironmentShowOptions = {
  environment?: string;
  config?: string[];
  json?: boolean;
};

/** Runs `environment show`. */
export async function runEnvironmentShow(
  options: EnvironmentShowOptions,
  io: Io,
) {
  const { environment, written } = await readConfiguredEnvironment({
    id: options.environment,
    files: options.config,
  });
  const { id, accountId, region } = environment;
  const aws = environmentClients(environment);
  try {
    const stack = await readEnvironmentStack(aws, environment);
    if (!stack) {
      io.err(
        `Stack ${environmentStackName(
          id,
        )} has not been deployed to account ${accountId}, ${region}. Run private-serverless environment deploy --environment ${id}.`,
      );
      throw new NegativeResult();
    }
    if (!/^(CREATE|UPDATE)_COMPLETE$/.test(stack.status)) {
      io.err(`Warning: stack ${stack.stackName} is in ${stack.status}.`);
    }
    const entry = environmentEntry(written, stack);
    const { problems, warnings } = checkEnvironment(
      entry,
      'privateServerless.environments[0]',
    );
    for (const problem of [...problems, ...warnings]) {
      io.err(`Warning: ${formatProblem(problem)}`);
    }
    const section = { privateServerless: { environments: [entry] } };
    io.out(
      options.json
        ? JSON.stringify(section, null, 2)
        : stringify(section, { aliasDuplicateObjects: false }),
    );
    const role = stack.outputs.DeployRoleArn;
    if (role) {
      io.err(
        `Backstage's role for aws.accounts: accountId '${accountId}', roleName ${role.replace(
          /^.*:role\//,
          '',
        )}`,
      );
    }
  } finally {
    aws.close();
  }
}
