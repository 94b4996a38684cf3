import type { Truth, Value } from '@private-serverless/template';
import { Template } from '../template/Template';
import type { Assessment } from './apiPolicy';
import { conditionBlocks } from './conditions';
import { excludesStrangers } from './coverage';
import type { PolicyDocument } from './document';
import { callerKind } from './keys';
import { admitsStrangers } from './specific';
import { every, isPresent, mayAllow, not, some } from './statement';

/**
 * Services that call a resource on behalf of whoever configures them, in any account, by the start of their principal. AWS
 * documents a source condition for the policies that name them. Services that use a role of the account are not among them, nor
 * is Elastic Load Balancing for functions, which it calls in its own account only.
 *
 * Source: https://docs.aws.amazon.com/IAM/latest/UserGuide/confused-deputy.html and the resource policies in the guides of the services
 */
const callers = new Set(
  `apigateway aps backup bedrock budgets chatbot cloudfront cloudtrail cloudwatch codebuild codecommit codestar-notifications
  cognito-idp config connect costalerts datasync delivery.logs devops-guru dms elasticache es events firehose guardduty iot
  lambda lex lexv2 logdelivery.elasticloadbalancing logging.s3 logs pipes pinpoint rds route53 s3 scheduler secretsmanager serverlessrepo
  ses sms-voice sns sqs ssm-incidents storage-lens.s3 textract transcribe vpc-flow-logs wafv2`.split(
    /\s+/,
  ),
);

/** Actions that return only what a service checks before it writes. */
const checks =
  /^s3:(GetBucketAcl|GetBucketLocation|GetBucketPolicy|ListBucket)$/i;

/** Paths to which services write for the account that they name. */
const ownLogs = /\/AWSLogs\/(o-[a-z0-9]+\/)?(\d{12}|\$\{AWS::AccountId\})\//;

/**
 * Whether each statement of a resource policy that admits a service says for which account or resource: otherwise everybody can let
 * the service call it ("confused deputy"). Empty if the policy names no such service.
 */
export function assessServiceCallers(
  template: Template,
  document: PolicyDocument,
): Array<Assessment & { service: string }> {
  if (document.kind !== 'document') return [];
  return document.statements.flatMap(statement => {
    if (statement.kind !== 'statement') return [];
    const { at, value } = statement;
    if (!mayAllow(template, value)) return [];
    if (allAre(template, value, 'Action', checks)) return [];
    const [service] = servicesOf(template, value);
    if (service === undefined) return [];
    const open = every([
      !allAre(template, value, 'Resource', ownLogs),
      admitsAnySource(template, value),
      not(excludesStrangers(template, document.statements, value, callerKind)),
    ]);
    return [{ at, service, ...resultOf(open, service) }];
  });
}

function resultOf(
  open: Truth,
  service: string,
): Pick<Assessment, 'status' | 'message'> {
  switch (open) {
    case true:
      return {
        status: 'violated',
        message: `A statement admits ${service} without a source, so everybody can let that service use the resource.`,
      };
    case false:
      return {
        status: 'proven',
        message: `A statement names the source of ${service}.`,
      };
    default:
      return {
        status: 'unproven',
        message: `Cannot determine for which source a statement admits ${service}.`,
      };
  }
}

function admitsAnySource(template: Template, statement: Value): Truth {
  return some(
    conditionBlocks(template, statement).map(block =>
      block.kind === 'unknown'
        ? undefined
        : every(block.tests.map(test => admitsStrangers(test, callerKind))),
    ),
  );
}

function servicesOf(template: Template, statement: Value): string[] {
  return template
    .child(statement, 'Principal')
    .filter(({ kind }) => kind === 'map')
    .flatMap(principal => template.items(template.child(principal, 'Service')))
    .flatMap(value => {
      if (value.kind !== 'scalar') return [];
      if (/^alexa-[a-z]+\.amazon\.com$/i.test(value.text)) return [value.text];
      const name = value.text
        .replace(/\.(amazonaws\.com(\.cn)?|\$\{AWS::URLSuffix\})$/i, '')
        .replace(/\.([a-z]{2}(-[a-z]+)+-\d+|\$\{AWS::Region\})$/i, '');
      return callers.has(name.toLowerCase()) ? [value.text] : [];
    });
}

/** Whether a statement has only actions or resources that match a pattern. */
function allAre(
  template: Template,
  statement: Value,
  element: 'Action' | 'Resource',
  pattern: RegExp,
): boolean {
  const values = template.items(template.child(statement, element));
  return (
    values.length > 0 &&
    !isPresent(template, statement, `Not${element}`) &&
    values.every(one => one.kind === 'scalar' && pattern.test(one.text))
  );
}
