import type { Command } from 'commander';
import {
  ownerRefOf,
  PRIVATE_API_STACK_OWNER_TAG,
  PRIVATE_API_STACK_TAG,
} from '@private-serverless/environment';
import { formatVerdict, verifyTemplate } from '@private-serverless/privacy';
import {
  deployStack,
  type DeployResult,
  eventLine,
  type OwnerTag,
  type Project,
  StackError,
} from '@private-serverless/stack';
import { type AwsOptions, awsClients } from '../lib/awsClients';
import type { Io } from '../lib/io';
import { projectWith } from '../lib/project';
import { UsageError } from '../lib/usage';

type Options = AwsOptions & {
  stackName?: string;
  parameters?: string;
  artifactBucket?: string;
  plan?: boolean;
  json?: boolean;
};

const json = (result: DeployResult) => JSON.stringify(result, null, 2);

/** `deploy PATH --stack-name N --region R [--parameters FILE] [--aws-endpoint-url U] [--artifact-bucket B] [--plan] [--json]` */
export function addDeploy(program: Command, io: Io) {
  program
    .command('deploy')
    .description('package, prove, and deploy a template with CloudFormation')
    .argument('<path>', 'a template or a generated repository')
    .option('--stack-name <name>', "default: the generated repository's")
    .option('--region <region>', 'default: AWS_REGION')
    .option('--parameters <file>', 'JSON file with parameter values')
    .option('--aws-endpoint-url <url>', 'a local AWS')
    .option('--artifact-bucket <bucket>', 'bucket for the code')
    .option('--plan', 'show the changes and stop')
    .option('--json', 'write the result as JSON')
    .action(async (target: string, options: Options) => {
      const project = await projectWith(target, options.parameters);
      const stackName = options.stackName ?? project.stackName;
      if (!stackName) {
        throw new UsageError(
          `No stack name: give --stack-name (${target} is no generated repository that names one).`,
        );
      }
      const aws = awsClients(options);
      try {
        const result = await deployStack({
          ...aws,
          ...project,
          stackName,
          ownerTag: ownerTagOf(project),
          tags: { ...project.tags, ...recordedOwner(project) },
          artifactBucket: options.artifactBucket,
          plan: options.plan,
          signal: io.stop(),
          gate: input => requirePrivate(input, project.templatePath, io),
          // Once more: what macros have made of it is what will be deployed.
          planGate: input => requirePrivate(input, project.templatePath, io),
          onEvent: event => io.err(eventLine(event)),
          onProgress: io.err,
        });
        io.out(options.json ? json(result) : summary(result, options.plan));
      } catch (error) {
        if (options.json && error instanceof StackError && error.result) {
          io.out(json(error.result));
        }
        throw error;
      } finally {
        aws.close();
      }
    });
}

/** Binds the stack of a generated service to its catalog entity; the catalog trusts no stack without this tag. */
function ownerTagOf({ answers }: Project): OwnerTag | undefined {
  if (typeof answers?.name !== 'string') return undefined;
  return {
    key: PRIVATE_API_STACK_TAG,
    value: `component:default/${answers.name}`,
  };
}

/** The owner that the stack is deployed for, as the scaffolder's action records it. */
function recordedOwner({ answers }: Project): Record<string, string> {
  const owner = ownerRefOf(answers?.owner);
  return owner ? { [PRIVATE_API_STACK_OWNER_TAG]: owner } : {};
}

function requirePrivate(
  input: { templateBody: string; parameters: Record<string, string> },
  file: string,
  io: Io,
) {
  const verdict = verifyTemplate({
    template: input.templateBody,
    parameters: input.parameters,
  });
  const blocking = verdict.findings.filter(finding => finding.blocking);
  if (!blocking.length) return;
  io.err(formatVerdict(verdict, 'text', { file }));
  throw new Error(
    `the template is not proven private: ${blocking.length} blocking finding${
      blocking.length === 1 ? '' : 's'
    }, the first: ${blocking[0].rule} ${blocking[0].resource}: ${
      blocking[0].message
    }`,
  );
}

function summary(result: DeployResult, isPlan = false): string {
  if (result.operation === 'none') {
    return `Nothing to change: the stack is in ${result.status}.`;
  }
  if (isPlan) {
    return [
      `Would ${result.operation}:`,
      ...(result.plan?.lines ?? []).map(line => `  ${line}`),
    ].join('\n');
  }
  return [
    `${result.status} in ${Math.round(result.timings.total / 1000)} s: ${
      result.stackArn
    }`,
    ...Object.entries(result.outputs).map(([name, v]) => `  ${name} = ${v}`),
  ].join('\n');
}
