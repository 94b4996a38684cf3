import type { Node, Value } from '@private-serverless/template';
import { Template } from '../template/Template';
import { conditionBlocks } from './conditions';
import { covers } from './coverage';
import { PolicyDocument, Statement } from './document';
import {
  restrictionOfAllowTest,
  Restriction,
  restrictionOfDenyTest,
} from './sourceVpc';
import {
  testElement,
  isDeniedToEveryone,
  isPresent,
  mayAllow,
  some,
  certainlyDenies,
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
 *
 * @param owner - whose policy it is, for the message
 */
export function assessSource(
  template: Template,
  document: PolicyDocument,
  owner = 'The API',
): Assessment {
  const { at } = document;
  if (document.kind === 'absent') {
    return {
      status: 'violated',
      at,
      message: `${owner} has no resource policy.`,
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
      ? restrictionOfDeny(template, statement.value)
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
      const restriction = strongest([
        restrictionOfAllow(template, statement.value),
        ...restrictionsByDenials(
          template,
          document.statements,
          statement.value,
        ),
      ]);
      if (restriction === 'no') {
        open ??= {
          status: 'violated',
          at: statement.at,
          message:
            'A statement allows requests without naming their VPC endpoint or VPC.',
        };
      } else if (restriction !== 'yes') {
        unclear ??= unproven(statement.at, restriction.why);
      }
    }
  }
  const unclearDenial = denials.find(
    restriction => typeof restriction === 'object',
  );
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
function restrictionOfAllow(template: Template, statement: Value): Restriction {
  const restrictions = conditionBlocks(template, statement).map(
    (block): Restriction => {
      if (block.kind === 'unknown') return { why: block.why };
      const each = block.tests.map(restrictionOfAllowTest);
      return each.includes('yes')
        ? 'yes'
        : each.find(restriction => typeof restriction === 'object') ?? 'no';
    },
  );
  return weakest(restrictions);
}

/** A Deny counts if it covers all principals, actions and resources except requests from the named sources. */
function restrictionOfDeny(template: Template, statement: Value): Restriction {
  const isOfWholeApi =
    certainlyDenies(template, statement) &&
    !['NotPrincipal', 'NotAction', 'NotResource'].some(element =>
      isPresent(template, statement, element),
    ) &&
    // Each alternative would have to cover all of them.
    ['Principal', 'Action', 'Resource'].every(
      element => template.child(statement, element).length === 1,
    ) &&
    isDeniedToEveryone(template, statement) &&
    some(
      testElement(template, statement, 'Action', pattern =>
        wildcardMatches(pattern, 'execute-api:Invoke'),
      ),
    ) === true &&
    some(
      testElement(template, statement, 'Resource', arn => wholeApi.test(arn)),
    ) === true;
  return isOfWholeApi ? restrictionOfDenyConditions(template, statement) : 'no';
}

/** What the Denies restrict that apply to all that an Allow allows, such as those that list the same methods. */
function restrictionsByDenials(
  template: Template,
  statements: readonly Statement[],
  allowance: Value,
): Restriction[] {
  return statements.flatMap(statement =>
    statement.kind === 'statement' &&
    statement.certain &&
    covers(template, statement.value, allowance)
      ? [restrictionOfDenyConditions(template, statement.value)]
      : [],
  );
}

function restrictionOfDenyConditions(
  template: Template,
  statement: Value,
): Restriction {
  return weakest(
    conditionBlocks(template, statement).map((block): Restriction => {
      if (block.kind === 'unknown') return { why: block.why };
      // Every further test exempts requests from the Deny. A Deny without tests covers all requests.
      return weakest(block.tests.map(restrictionOfDenyTest));
    }),
  );
}

function strongest(restrictions: readonly Restriction[]): Restriction {
  if (restrictions.includes('yes')) return 'yes';
  return (
    restrictions.find(restriction => typeof restriction === 'object') ?? 'no'
  );
}

function weakest(restrictions: readonly Restriction[]): Restriction {
  if (restrictions.includes('no')) return 'no';
  return (
    restrictions.find(restriction => typeof restriction === 'object') ?? 'yes'
  );
}
