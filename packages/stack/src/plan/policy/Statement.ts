import {
  isMap,
  itemsOf,
  member,
  type Shape,
  shapeOfData,
  type ShapeMap,
  Unknown,
} from '../view/Shape';

/** A list of patterns, or everything except these patterns (`NotAction`, `NotResource`, `NotPrincipal`). */
export type Patterns = { not: boolean; values: string[] };

/** One test of a Condition block. */
export type Test = {
  /** As written, such as `ForAnyValue:StringEquals`. */
  operator: string;
  /** As written, such as `aws:SourceVpce`. */
  key: string;
  values: string[];
};

/** A statement of an IAM policy. */
export type Statement = {
  effect: 'Allow' | 'Deny';
  /** `*`, or `kind:value` such as `AWS:111111111111`. Empty in a policy of an identity. */
  principals: Patterns;
  actions: Patterns;
  /** Everything (`*`) in a policy without resources, such as a trust policy. */
  resources: Patterns;
  tests: Test[];
  /** Set if a part cannot be determined. Completes "the value …". */
  unknown?: string;
};

/** The statements of a policy document. */
export type Policy = {
  statements: Statement[];
  /** Set if the document, or the list of its statements, cannot be determined. Completes "the value …". */
  unknown?: string;
};

/** Whether a value looks like a policy document: a map with statements that have an effect. */
export function isPolicy(shape: Shape | undefined): boolean {
  return itemsOf(member(shape, 'Statement')).some(
    item => isMap(item) && 'Effect' in item,
  );
}

/** Reads a policy document: a map, or a JSON string. A document without statements is empty. */
export function readPolicy(shape: Shape | undefined): Policy {
  if (shape instanceof Unknown) return { statements: [], unknown: shape.why };
  if (typeof shape === 'string') {
    const document = parsed(shape);
    return document === undefined
      ? { statements: [], unknown: 'is a text that is not valid JSON' }
      : readPolicy(document);
  }
  const list = member(shape, 'Statement');
  if (list instanceof Unknown) return { statements: [], unknown: list.why };
  const items = itemsOf(list);
  const unknown = items.find(item => !isMap(item));
  return {
    statements: items.filter(isMap).map(readStatement),
    ...(unknown === undefined
      ? {}
      : { unknown: unknown instanceof Unknown ? unknown.why : 'is no map' }),
  };
}

/** The content of a text that is a JSON object. */
export function parsed(text: string): Shape | undefined {
  try {
    const content = shapeOfData(JSON.parse(text));
    return isMap(content) ? content : undefined;
  } catch {
    return undefined;
  }
}

function readStatement(map: ShapeMap): Statement {
  const whys: string[] = [];
  const note = (why: string) => {
    whys.push(why);
    return [];
  };
  const texts = (shape: Shape | undefined): string[] =>
    itemsOf(shape).flatMap(item => {
      if (typeof item === 'string') return [item];
      return note(item instanceof Unknown ? item.why : 'is no text');
    });
  const either = (
    name: 'Action' | 'Resource',
    otherwise: string[],
  ): Patterns => {
    const negated = map[`Not${name}`];
    if (negated !== undefined) return { not: true, values: texts(negated) };
    return {
      not: false,
      values: map[name] === undefined ? otherwise : texts(map[name]),
    };
  };
  const negated = map.NotPrincipal !== undefined;
  const statement: Statement = {
    // IAM compares the effect case-sensitively.
    effect: map.Effect === 'Deny' ? 'Deny' : 'Allow',
    principals: {
      not: negated,
      values: principals(map[negated ? 'NotPrincipal' : 'Principal'], texts),
    },
    actions: either('Action', []),
    resources: either('Resource', ['*']),
    tests: tests(map.Condition, texts, note),
  };
  if (map.Effect instanceof Unknown) note(map.Effect.why);
  return whys.length > 0 ? { ...statement, unknown: whys[0]! } : statement;
}

function principals(
  shape: Shape | undefined,
  texts: (shape: Shape | undefined) => string[],
): string[] {
  if (!isMap(shape)) {
    return texts(shape).map(text => (text === '*' ? '*' : `AWS:${text}`));
  }
  return Object.entries(shape).flatMap(([kind, value]) =>
    texts(value).map(text =>
      kind === 'AWS' && text === '*' ? '*' : `${kind}:${text}`,
    ),
  );
}

function tests(
  condition: Shape | undefined,
  texts: (shape: Shape | undefined) => string[],
  note: (why: string) => never[],
): Test[] {
  if (condition === undefined) return [];
  if (condition instanceof Unknown) return note(condition.why);
  if (!isMap(condition)) return note('is no map');
  return Object.entries(condition).flatMap(([operator, keys]) => {
    if (keys instanceof Unknown) return note(keys.why);
    if (!isMap(keys)) return note('is no map');
    return Object.entries(keys).map(([key, value]) => ({
      operator,
      key,
      values: texts(value),
    }));
  });
}
