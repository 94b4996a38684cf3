import type { ConditionTest } from '../policy/conditions';
import type { PolicyDocument, Statement } from '../policy/document';
import { callerKind } from '../policy/keys';
import { assessServiceCallers } from '../policy/serviceCallers';
import { isSourceKey } from '../policy/sourceVpc';
import { meetsAllStrangers } from '../policy/specific';
import { isForEveryone, mayAllow } from '../policy/statement';
import type { Resource, Template } from '../template/Template';
import { deniesBucket } from './buckets';

type Fits = (
  template: Template,
  document: Extract<PolicyDocument, { kind: 'document' }>,
  bucket: Resource,
) => boolean;

/** What a bucket policy has to do for a purpose. `alone`: also fits without a policy. */
export const bucketPurposes: Record<
  string,
  { needs: string; fits: Fits; alone?: boolean }
> = {
  data: {
    needs:
      'a Deny for all requests that do not come through the VPC endpoint, with an exception for the deployer at most',
    fits: deniesOthers,
  },
  app: {
    needs:
      'a Deny for all requests that do not come through the VPC endpoint, or an Allow of s3:GetObject for the role of the API or the VPC endpoint, and nothing else for everybody',
    fits: (template, document, bucket) =>
      deniesOthers(template, document, bucket) ||
      servesOnly(template, document.statements),
  },
  logs: {
    needs: 'an Allow for the service that writes the logs, with its source',
    fits: (template, document) =>
      assessServiceCallers(template, document).length > 0,
  },
  // Principals of the account need no statement.
  artifacts: {
    needs: 'no Allow for others',
    fits: () => true,
    alone: true,
  },
  'trust-store': {
    needs: 'no Allow for others',
    fits: () => true,
    alone: true,
  },
};

function deniesOthers(...[template, { statements }, bucket]: Parameters<Fits>) {
  return deniesBucket(template, statements, bucket, exemptsNamedOnly);
}

/** Tests of a Deny that exempt named VPC endpoints or VPCs, and named principals. */
function exemptsNamedOnly(tests: readonly ConditionTest[]): boolean {
  return (
    tests.some(({ key }) => isSourceKey(key)) &&
    tests.every(test => meetsAllStrangers(test, callerKind) === true)
  );
}

/** Whether a policy allows s3:GetObject only, and something at all. */
function servesOnly(
  template: Template,
  statements: readonly Statement[],
): boolean {
  const allowances = statements.flatMap(statement =>
    statement.kind === 'statement' && mayAllow(template, statement.value)
      ? [statement.value]
      : [],
  );
  return (
    allowances.length > 0 &&
    allowances.every(
      value =>
        isForEveryone(template, value) === false ||
        template
          .items(template.child(value, 'Action'))
          .every(
            one => one.kind === 'scalar' && /^s3:GetObject$/i.test(one.text),
          ),
    )
  );
}
