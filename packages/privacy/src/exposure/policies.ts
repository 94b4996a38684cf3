import type { Value } from '@private-serverless/template';
import type { Assessment } from '../policy/apiPolicy';
import { admittedDistributions, cloudFront } from '../policy/distributions';
import { type PolicyDocument, policyDocuments } from '../policy/document';
import { assessFederation } from '../policy/federation';
import { assessPublicPrincipal } from '../policy/publicPrincipal';
import { assessServiceCallers } from '../policy/serviceCallers';
import { testText } from '../policy/statement';
import { type Observation, type Severity, whyUnknown } from '../rule';
import type { Resource, Template } from '../template/Template';

/** How the policies of a type are evaluated. */
export type PolicyKind = {
  /** `trust`: the trust policy of a role, which services assume for its own account. @defaultValue resource */
  of?: 'resource' | 'trust';
  /** Severity of a policy that admits everybody. */
  everybody?: Severity;
  /** Severity of a policy that admits a service without a source. `none`: not evaluated. */
  services?: Severity | 'none';
};

/** Observes whether policies admit strangers: everybody, a service that acts for everybody, or everybody with a token. */
export function* observePolicies(
  template: Template,
  resource: Resource,
  values: readonly Value[],
  kind: PolicyKind = {},
): Iterable<Observation> {
  for (const document of policyDocuments(template, values)) {
    yield* observeDocument(template, resource, document, kind);
  }
}

function* observeDocument(
  template: Template,
  { id, type }: Resource,
  document: PolicyDocument,
  { of = 'resource', everybody, services }: PolicyKind,
): Iterable<Observation> {
  const observe = (
    { status, at, message }: Assessment,
    severity?: Severity,
    fix?: string,
  ): Observation => ({
    status,
    resource: id,
    at,
    message: `${id}: ${message}`,
    ...(severity && { severity }),
    ...(fix && { fix }),
  });
  yield observe(assessPublicPrincipal(template, document), everybody);
  if (of === 'trust') {
    const federation = assessFederation(template, document);
    if (federation) {
      yield observe(
        federation,
        undefined,
        'Add a condition that names the subject (the claim sub) of your own organization, or the audience of your identity pool.',
      );
    }
    return;
  }
  // A distribution is public, also one that the statement names.
  for (const admitted of admittedDistributions(template, document)) {
    yield observe(
      admitted,
      undefined,
      admitted.status === 'violated'
        ? 'Remove the statement. Clients in the private network use the resource directly.'
        : 'Name the account or role in AWS, instead of CanonicalUser.',
    );
  }
  if (services !== 'none') {
    for (const caller of assessServiceCallers(template, document)) {
      if (cloudFront.test(caller.service)) continue;
      // EventBridge supports no conditions in the policies of topics, so the author cannot add one.
      // Source: https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-use-resource-based.html
      const isEvent =
        /^aws::sns::/i.test(type) && /^events\./i.test(caller.service);
      yield observe(
        caller,
        isEvent ? 'L' : services,
        isEvent
          ? 'If the messages matter, let the rule send to a queue or a function, whose policies take a condition for aws:SourceArn.'
          : 'Add a condition for aws:SourceArn or aws:SourceAccount to the statement.',
      );
    }
  }
}

/** Observes properties that list principals. */
export function* observePrincipals(
  template: Template,
  { id, type }: Resource,
  path: string,
  values: readonly Value[],
): Iterable<Observation> {
  const names = template
    .items(values)
    .flatMap(value =>
      value.kind === 'map'
        ? template.items(
            [...value.entries.keys()].flatMap(key =>
              template.child(value, key),
            ),
          )
        : [value],
    );
  for (const value of names) {
    const open = testText(value, text => /^\*+$/.test(text.trim()));
    const base = { resource: id, at: value.at };
    if (open === undefined) {
      yield {
        ...base,
        status: 'unproven',
        message: `Cannot determine whom ${id} (${type}) admits: the value of ${path} ${whyUnknown(
          value,
        )}.`,
      };
    } else {
      yield {
        ...base,
        status: open ? 'violated' : 'proven',
        message: open
          ? `${id} (${type}) admits everybody: ${path} is *.`
          : `${id} names the principals that it admits.`,
        ...(open && { fix: `Name accounts or roles in ${path}.` }),
      };
    }
  }
}
