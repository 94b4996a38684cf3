import { readFile } from 'node:fs/promises';
import { deployStack, StackError } from '@private-serverless/stack';
import { readParametersFile } from '@private-serverless/stack/local';
import { parametersOf, readTemplateText } from '@private-serverless/template';
import { deploySummary, resultJson } from '../lib/deployOutput';
import { withLeftBehind } from '../lib/environment/leftBehind';
import {
  completeParameters,
  environmentParameters,
} from '../lib/environment/parameters';
import { environmentWarnings } from '../lib/environment/warnings';
import { refuseReplacement } from '../lib/environment/replacement';
import { requireNetwork } from '../lib/environment/requireNetwork';
import {
  environmentClients,
  environmentStackName,
  environmentTemplatePath,
  readEnvironmentStack,
} from '../lib/environment/stack';
import { readConfiguredEnvironment } from '../lib/environments';
import { followOn } from '../lib/follow';
import type { Io } from '../lib/io';
import { requirePrivate } from '../lib/requirePrivate';

/** Options of `environment deploy`. */
export type EnvironmentDeployOptions = {
  environment?: string;
  config?: string[];
  parameters?: string;
  plan?: boolean;
  allowReplacement?: boolean;
  json?: boolean;
};

/** Runs `environment deploy`. */
export async function runEnvironmentDeploy(
  options: EnvironmentDeployOptions,
  io: Io,
) {
  const { environment } = await readConfiguredEnvironment({
    id: options.environment,
    files: options.config,
    warn: io.err,
  });
  const file = options.parameters
    ? await readParametersFile(options.parameters)
    : { parameters: {}, tags: {} };
  const aws = environmentClients(environment);
  try {
    const stack = await readEnvironmentStack(aws, environment);
    const templatePath = environmentTemplatePath();
    const text = await readFile(templatePath, 'utf8');
    const derived = environmentParameters(environment, stack);
    for (const line of environmentWarnings(environment, derived)) {
      io.err(`Warning: ${line}`);
    }
    const declared = parametersOf(readTemplateText(text).root);
    const parameters = completeParameters({
      derived,
      file: file.parameters,
      stack,
      declared: [...declared.keys()],
    });
    await requireNetwork(environment, { parameters, stack, declared }, io);
    const result = await deployStack({
      ...aws,
      templatePath,
      parameters,
      accountId: environment.accountId,
      stackName: environmentStackName(environment.id),
      tags: { ...environment.tags, ...file.tags },
      // Every service of the environment depends on it.
      terminationProtection: true,
      plan: options.plan,
      signal: io.stop(),
      gate: input => requirePrivate(input, templatePath, io),
      planGate: async input => {
        await requirePrivate(input, templatePath, io);
        if (!options.allowReplacement) refuseReplacement(input.changes);
      },
      ...followOn(io, { parameters: '--parameters' }),
    });
    io.out(options.json ? resultJson(result) : deploySummary(result, options));
    if (!options.plan) {
      io.err(
        `Next: private-serverless environment show --environment ${environment.id} prints its configuration, and environment check checks it.`,
      );
    }
  } catch (error) {
    if (options.json && error instanceof StackError && error.result) {
      io.out(resultJson(error.result));
    }
    throw withLeftBehind(environment, error);
  } finally {
    aws.close();
  }
}
