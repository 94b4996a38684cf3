import { readFileSync } from 'node:fs';
import path from 'node:path';
import { policies, repositoryRoot, trust } from './documents';
import type { PolicyDocument, Statement } from './policyDocument';
import { yamlFlow } from './yamlFlow';

/** Folder of the environment's template and its source, relative to the repository's root. */
export const environmentFolder = 'templates/private-serverless/environment';

/** A place in the source: `PolicyDocument: !Policy NAME`, or `!Policy NAME if CONDITION else NAME`. */
const place = /^( *)(\w+): !Policy ([\w-]+)(?: if (\w+) else ([\w-]+))?$/gm;

/** Statements that only stacks with this condition contain, by statement ID. */
const conditions: Record<string, string> = {
  ServiceRole: 'HasServiceRole',
  ReadBoundary: 'InBoundary',
  // A trust store in another bucket needs a policy of its own.
  TrustStore: 'HasTrustStoreBucket',
};

/**
 * Returns the text of the environment's template: its source with the policies of `docs/iam` at their places.
 *
 * @throws Error for a place with an unknown policy
 */
export function environmentTemplate(root = repositoryRoot): string {
  const source = readFileSync(
    path.join(root, environmentFolder, 'source.yaml'),
    'utf8',
  );
  const known: Record<string, { Version: string; Statement: unknown[] }> = {
    ...policies(root),
    'cloudformation-trust.json': trust,
  };
  const policyNamed = (name: string) => {
    const document = known[`${name}.json`];
    if (!document) throw new Error(`source.yaml: no policy ${name}`);
    return document as PolicyDocument;
  };
  const filled = source.replace(
    place,
    (_, indent: string, key: string, name: string, condition, otherwise) => {
      const lines = condition
        ? merged(policyNamed(name), policyNamed(otherwise), condition)
        : policyNamed(name).Statement.map(statementText);
      return [
        `${indent}${key}:`,
        `${indent}  Version: '2012-10-17'`,
        `${indent}  Statement:`,
        ...lines.map(line => `${indent}    - ${line}`),
      ].join('\n');
    },
  );
  return `# Written by npm run iam from source.yaml, which explains each part.\n${withoutComments(
    filled,
  )}`;
}

/** CloudFormation accepts at most 51,200 bytes without a bucket. Comments stay in the source. */
function withoutComments(text: string): string {
  return text
    .split('\n')
    .filter(line => !/^ *#/.test(line))
    .join('\n');
}

function statementText(statement: Statement): string {
  const condition = conditions[statement.Sid];
  const text = yamlFlow(statement);
  return condition ? choice(condition, text) : text;
}

/** The statements of the first policy if the condition holds, otherwise those of the second one. Equal ones appear once. */
function merged(
  first: PolicyDocument,
  second: PolicyDocument,
  condition: string,
): string[] {
  const ids = [...first.Statement, ...second.Statement].map(({ Sid }) => Sid);
  const textOf = ({ Statement: all }: PolicyDocument, id: string) => {
    const found = all.find(({ Sid }) => Sid === id);
    return found && statementText(found);
  };
  return [...new Set(ids)].map(id => {
    const yes = textOf(first, id);
    const no = textOf(second, id);
    return yes !== undefined && yes === no ? yes : choice(condition, yes, no);
  });
}

function choice(
  condition: string,
  yes = '!Ref AWS::NoValue',
  no = '!Ref AWS::NoValue',
): string {
  return `!If [${condition}, ${yes}, ${no}]`;
}
