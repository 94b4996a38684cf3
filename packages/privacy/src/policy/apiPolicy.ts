import { Node } from '@private-serverless/template';
import { Template } from '../template/Template';
import { Value } from '../template/value';
import { conditionBlocks } from './conditions';
import { PolicyDocument } from './document';
import { allowBound, Bound, denyBound } from './sourceVpc';
import {
  elementFacts,
  isForEveryone,
  isPresent,
  mayAllow,
  some,
  surelyDenies,
  wildcardMatches,
} from './statement';

/** The result of evaluating a policy document. */
export type Assessment = {
  status: 'proven' | 'violated' | 'unproven';
  at: Node;
  message: string;
};

/** The resources that cover a whole API. API Gateway expands `execute-api:/…` with the ARN of the API. */
const wholeApi =
  /^(\*+|execute-api:\/\*(\/\*){0,2}|arn:[^:]*:execute-api:[^:]*:[^:]*:(\*|[^/]+\/\*))$/i;

/**
 * Whether a policy allows requests only from named VPC endpoints or VPCs,
 * either in every Allow or with a Deny for all others.
 */
export function assessSource(
  template: Template,
  document: PolicyDocument,
): Assessment {
  const { at } = document;
  if (document.kind === 'absent') {
    return {
      status: 'violated',
      at,
      message: 'The API has no resource policy.',
    };
  }
  if (document.kind === 'unknown') {
    return {
      status: 'unproven',
      at,
      message: `Cannot evaluate the resource policy: it ${document.why}.`,
    };
  }
  const denials = document.statements.map(statement =>
    statement.kind === 'statement' && statement.certain
      ? denialBound(template, statement.value)
      : 'no',
  );
  if (denials.includes('yes')) {
    return {
      status: 'proven',
      at,
      message: 'The policy denies requests from all other sources.',
    };
  }
  let open: Assessment | undefined;
  let unclear: Assessment | undefined;
  for (const statement of document.statements) {
    if (statement.kind === 'unknown') {
      unclear ??= unproven(statement.at, statement.why);
    } else if (mayAllow(template, statement.value)) {
      const bound = allowanceBound(template, statement.value);
      if (bound === 'no') {
        open ??= {
          status: 'violated',
          at: statement.at,
          message:
            'A statement allows requests without naming their VPC endpoint or VPC.',
        };
      } else if (bound !== 'yes') {
        unclear ??= unproven(statement.at, bound.why);
      }
    }
  }
  const unclearDenial = denials.find(bound => typeof bound === 'object');
  // A Deny that may restrict all requests makes the open Allow unproven.
  if (open && typeof unclearDenial === 'object') {
    return unproven(open.at, unclearDenial.why);
  }
  return (
    open ??
    unclear ?? {
      status: 'proven',
      at,
      message: 'Every Allow names the VPC endpoint or VPC of the requests.',
    }
  );
}

function unproven(at: Node, why: string): Assessment {
  return {
    status: 'unproven',
    at,
    message: `Cannot determine the allowed sources: the value ${why}.`,
  };
}

/** Every alternative of the Condition needs a test that restricts the source. */
function allowanceBound(template: Template, statement: Value): Bound {
  const bounds = conditionBlocks(template, statement).map((block): Bound => {
    if (block.kind === 'unknown') return { why: block.why };
    const each = block.tests.map(allowBound);
    return each.includes('yes')
      ? 'yes'
      : each.find(bound => typeof bound === 'object') ?? 'no';
  });
  return worst(bounds);
}

/** A Deny counts if it covers all principals, actions and resources except requests from the named sources. */
function denialBound(template: Template, statement: Value): Bound {
  const covers =
    surelyDenies(template, statement) &&
    !['NotPrincipal', 'NotAction', 'NotResource'].some(element =>
      isPresent(template, statement, element),
    ) &&
    // Each alternative would have to cover all of them.
    ['Principal', 'Action', 'Resource'].every(
      element => template.child(statement, element).length === 1,
    ) &&
    isForEveryone(template, statement) === true &&
    some(
      elementFacts(template, statement, 'Action', pattern =>
        wildcardMatches(pattern, 'execute-api:Invoke'),
      ),
    ) === true &&
    some(
      elementFacts(template, statement, 'Resource', arn => wholeApi.test(arn)),
    ) === true;
  if (!covers) return 'no';
  return worst(
    conditionBlocks(template, statement).map((block): Bound => {
      if (block.kind === 'unknown') return { why: block.why };
      // Every further test exempts requests from the Deny. A Deny without tests covers all requests.
      return worst(block.tests.map(denyBound));
    }),
  );
}

function worst(bounds: readonly Bound[]): Bound {
  if (bounds.includes('no')) return 'no';
  return bounds.find(bound => typeof bound === 'object') ?? 'yes';
}
