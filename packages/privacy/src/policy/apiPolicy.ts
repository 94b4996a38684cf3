import { Node } from '@private-serverless/template';
import { Template } from '../template/template';
import { Value } from '../template/value';
import { conditionBlocks } from './conditions';
import { PolicyDocument } from './document';
import { allowBound, Bound, denyBound } from './sourceVpc';
import {
  elementFacts,
  isForAnybody,
  isPresent,
  mayAllow,
  some,
  surelyDenies,
  wildcardMatches,
} from './statement';

/** What a policy of a private API says about where callers come from. */
export type Judgement = {
  status: 'proven' | 'violated' | 'unproven';
  at: Node;
  message: string;
};

/** All of an API, in the forms that a resource policy has for it: API Gateway completes `execute-api:/…` with the ARN of the API. */
const wholeApi =
  /^(\*+|execute-api:\/\*(\/\*){0,2}|arn:[^:]*:execute-api:[^:]*:[^:]*:(\*|[^/]+\/\*))$/i;

/** Whether a policy admits callers from named VPC endpoints or VPCs only: by every Allow, or by a Deny for all others. */
export function judgeSource(
  template: Template,
  document: PolicyDocument,
): Judgement {
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
      message: `The resource policy cannot be judged: it ${document.why}.`,
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
      message: 'The policy denies callers from anywhere else.',
    };
  }
  let open: Judgement | undefined;
  let unclear: Judgement | undefined;
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
            'A statement allows calls without naming the VPC endpoint or VPC that they come from.',
        };
      } else if (bound !== 'yes') {
        unclear ??= unproven(statement.at, bound.why);
      }
    }
  }
  const unclearDenial = denials.find(bound => typeof bound === 'object');
  // A Deny that may restrict everything makes the open Allow a question, not a fact.
  if (open && typeof unclearDenial === 'object') {
    return unproven(open.at, unclearDenial.why);
  }
  return (
    open ??
    unclear ?? {
      status: 'proven',
      at,
      message:
        'Every Allow names the VPC endpoint or VPC that calls come from.',
    }
  );
}

function unproven(at: Node, why: string): Judgement {
  return {
    status: 'unproven',
    at,
    message: `Where calls may come from is not known: it ${why}.`,
  };
}

/** Every alternative of the Condition needs a test that bounds the source. */
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

/** A Deny counts when it hits everybody and everything but the named sources. */
function denialBound(template: Template, statement: Value): Bound {
  const covers =
    surelyDenies(template, statement) &&
    !['NotPrincipal', 'NotAction', 'NotResource'].some(element =>
      isPresent(template, statement, element),
    ) &&
    // Alternatives would have to cover each by themselves.
    ['Principal', 'Action', 'Resource'].every(
      element => template.child(statement, element).length === 1,
    ) &&
    isForAnybody(template, statement) === true &&
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
      // Every further test lets something out of the Deny. Without any test all is denied.
      return worst(block.tests.map(denyBound));
    }),
  );
}

function worst(bounds: readonly Bound[]): Bound {
  if (bounds.includes('no')) return 'no';
  return bounds.find(bound => typeof bound === 'object') ?? 'yes';
}
