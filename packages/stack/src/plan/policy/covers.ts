import type { Patterns, Statement, Test } from './Statement';

/** Maximum number of combinations of one statement. A statement with more is compared as a whole. */
const maxPieces = 20_000;

/** One principal, action and resource of a statement. A list is everything except its patterns. */
type Piece = {
  principal: string | string[];
  action: string | string[];
  resource: string | string[];
};

/**
 * The part of a statement that none of the others covers: the principals, actions and resources of every combination
 * that is not covered. Undefined if the others cover all of it.
 *
 * A statement covers another one if it applies in every case in which the other one applies. A statement with unknown
 * values covers nothing and is not covered.
 */
export function uncovered(
  statement: Statement,
  others: readonly Statement[],
): Statement | undefined {
  if (statement.unknown !== undefined) return statement;
  const covering = others.filter(
    other =>
      other.effect === statement.effect &&
      other.unknown === undefined &&
      areWeaker(other.tests, statement.tests),
  );
  const { principals, actions, resources } = statement;
  const all = [principals, actions, resources].map(piecesOf);
  const count = all.reduce((product, pieces) => product * pieces.length, 1);
  if (count > maxPieces) {
    return covering.some(other => isSamePatterns(other, statement))
      ? undefined
      : statement;
  }
  const left: Piece[] = [];
  for (const principal of all[0]!) {
    for (const action of all[1]!) {
      for (const resource of all[2]!) {
        const piece = { principal, action, resource };
        if (!covering.some(other => coversPiece(other, piece))) {
          left.push(piece);
        }
      }
    }
  }
  if (left.length === 0) return undefined;
  return {
    ...statement,
    principals: rest(principals, left, 'principal'),
    actions: rest(actions, left, 'action'),
    resources: rest(resources, left, 'resource'),
  };
}

function piecesOf({ not, values }: Patterns): Array<string | string[]> {
  // A policy of an identity has no principals.
  return not || values.length === 0 ? [values] : [...new Set(values)];
}

function rest(all: Patterns, left: Piece[], name: keyof Piece): Patterns {
  if (all.not || all.values.length === 0) return all;
  const values = new Set(left.map(piece => piece[name]));
  return { not: false, values: all.values.filter(value => values.has(value)) };
}

function coversPiece(
  { principals, actions, resources }: Statement,
  { principal, action, resource }: Piece,
): boolean {
  return (
    contains(principals, principal, isSamePrincipal) &&
    contains(actions, action, (pattern, text) =>
      matches(pattern.toLowerCase(), text.toLowerCase()),
    ) &&
    contains(resources, resource, matches)
  );
}

function contains(
  { not, values }: Patterns,
  piece: string | string[],
  match: (pattern: string, text: string) => boolean,
): boolean {
  if (!not) {
    if (typeof piece === 'string') return values.some(v => match(v, piece));
    return values.includes('*') || (values.length === 0 && piece.length === 0);
  }
  // Everything except: covers what is certainly not among the exceptions.
  return typeof piece === 'string'
    ? !/[*?]/.test(piece) && !values.some(v => match(v, piece))
    : values.every(v => piece.some(exception => match(exception, v)));
}

function isSamePrincipal(pattern: string, text: string): boolean {
  return pattern === '*' || pattern === text;
}

/** Whether the first tests are met whenever the second ones are. */
function areWeaker(tests: Test[], stricter: Test[]): boolean {
  return tests.every(test =>
    stricter.some(
      other =>
        other.operator === test.operator &&
        other.key.toLowerCase() === test.key.toLowerCase() &&
        isWeaker(test, other.values),
    ),
  );
}

function isWeaker({ operator, values }: Test, stricter: string[]): boolean {
  const includesAll = (all: string[], some: string[]) =>
    some.every(one => all.includes(one));
  // Without values, IAM ignores a test or never matches it.
  if (values.length === 0 || stricter.length === 0) return false;
  if (/^(ForAnyValue:)?(String|Arn)Not/.test(operator)) {
    return includesAll(stricter, values);
  }
  if (/^(ForAnyValue:)?(String|Arn|IpAddress|Bool|Null)/.test(operator)) {
    return includesAll(values, stricter);
  }
  return includesAll(values, stricter) && includesAll(stricter, values);
}

function isSamePatterns(one: Statement, other: Statement): boolean {
  const text = ({ principals, actions, resources }: Statement) =>
    JSON.stringify([principals, actions, resources]);
  return text(one) === text(other);
}

/**
 * Matches IAM's wildcards `*` and `?`. The text may be a pattern itself: it then matches if the pattern covers every
 * text that it covers. The time is bounded by the product of the lengths, because templates are untrusted.
 */
export function matches(pattern: string, text: string): boolean {
  let at = 0;
  let star = -1;
  let resumeAt = 0;
  for (let index = 0; index < text.length; ) {
    const wanted = pattern[at];
    if (wanted === '*') {
      star = at++;
      resumeAt = index;
    } else if (
      wanted !== undefined &&
      (wanted === text[index] || (wanted === '?' && text[index] !== '*'))
    ) {
      at++;
      index++;
    } else if (star >= 0) {
      at = star + 1;
      index = ++resumeAt;
    } else {
      return false;
    }
  }
  return /^\**$/.test(pattern.slice(at));
}
