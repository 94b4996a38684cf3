import type { Template } from '../template/Template';
import type { NetworkFacts } from './NetworkFacts';
import { NetworkFactsError } from './NetworkFactsError';
import { listed } from './tables';
import { usesOf } from './uses';

/** Where a template is deployed to. @public */
export type Place = {
  accountId: string;
  region: string;
  /** The existing VPC. */
  vpcId: string;
};

const fix = (facts: NetworkFacts) =>
  `Use the network facts of the environment that the template is deployed to (these are of environment ${facts.environment}).`;

/**
 * Requires that network facts are of the account, region and VPC that a template and its parameters name. Facts of another
 * network would prove nothing.
 *
 * @param place - where the template is deployed to, if it is known
 * @throws NetworkFactsError that names the field, both values and the fix
 */
export function requireSameNetwork(
  facts: NetworkFacts,
  template: Template,
  parameters: Readonly<Record<string, string>>,
  place?: Partial<Place>,
): void {
  for (const field of ['accountId', 'region'] as const) {
    refuseOther(facts, field, facts[field], place?.[field], 'the environment');
  }
  for (const [name, value] of Object.entries(parameters)) {
    // A certificate and a key are always in the region of the stack, and a certificate also in its account.
    const [, service, region, account] =
      /^arn:[^:]*:(acm|kms):([^:]+):(\d{12}):/.exec(value) ?? [];
    refuseOther(facts, 'region', facts.region, region, `parameter ${name}`);
    if (service === 'acm') {
      refuseOther(
        facts,
        'accountId',
        facts.accountId,
        account,
        `parameter ${name}`,
      );
    }
  }
  if (facts.vpc) {
    refuseOther(facts, 'vpc.id', facts.vpc.id, place?.vpcId, 'the environment');
  }
  requireSameVpc(facts, template, parameters);
}

/** A template may name further VPCs, such as one for a peering. Their resources are not in the facts, so they are unproven. */
function requireSameVpc(
  facts: NetworkFacts,
  template: Template,
  parameters: Readonly<Record<string, string>>,
): void {
  if (!facts.vpc) return;
  const named = new Set(
    usesOf(template).flatMap(use =>
      use.kind === 'vpc' && use.is === 'outside' && /^vpc-/.test(use.id)
        ? [use.id]
        : [],
    ),
  );
  for (const value of template.parameterValues(
    'AWS::EC2::VPC::Id',
    parameters,
  )) {
    named.add(value);
  }
  if (named.size === 0 || named.has(facts.vpc.id)) return;
  throw new NetworkFactsError(
    `vpc.id: '${
      facts.vpc.id
    }' is not the VPC of the template, which names ${listed([...named])}. ${fix(
      facts,
    )}`,
  );
}

function refuseOther(
  facts: NetworkFacts,
  field: string,
  found: string,
  expected: string | undefined,
  whose: string,
): void {
  if (expected === undefined || expected === found) return;
  throw new NetworkFactsError(
    `${field}: '${found}' is not that of ${whose}, '${expected}'. ${fix(
      facts,
    )}`,
  );
}
