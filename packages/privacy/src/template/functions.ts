import { entry, Node, splitSub, stringOf } from '@private-serverless/template';
import type { Resolver } from './resolver';
import { absent, scalar, textOf, unknown, Value } from './value';

type CloudFormationFunction = (
  argument: Node,
  at: Node,
  resolver: Resolver,
) => Value[];

/**
 * Texts of more pieces than this are not put together: the value is unknown. Nobody writes so many by hand, and each
 * piece may have several alternatives.
 */
const maxPieces = 1000;

const functions: Record<string, CloudFormationFunction | undefined> = {
  Ref: (argument, at, resolver) => {
    const name = stringOf(argument);
    return name === undefined
      ? [unknown(at, 'Ref needs a name')]
      : resolver.ref(name, at);
  },
  'Fn::GetAtt': getAtt,
  'Fn::If': chooseBranch,
  'Fn::Sub': substitute,
  'Fn::Join': join,
  'Fn::Select': select,
  'Fn::Split': split,
  'Fn::FindInMap': findInMap,
  'Fn::Cidr': cidr,
  // What it writes as JSON is what stands in it; a policy may be written so.
  'Fn::ToJsonString': (argument, _at, resolver) => resolver.values(argument),
};

/** The alternatives of one function call. `at` is the call, `argument` what stands behind its name. */
export function resolveFunction(
  name: string,
  argument: Node,
  at: Node,
  resolver: Resolver,
): Value[] {
  const fn = functions[name];
  return fn
    ? fn(argument, at, resolver)
    : [unknown(at, `${name} is not resolved here`)];
}

function getAtt(argument: Node, at: Node, resolver: Resolver): Value[] {
  const text = stringOf(argument);
  const [id, attribute] =
    argument.kind === 'list'
      ? argument.items.map(item => stringOf(item))
      : (text ?? '').split(/\.(.*)/s);
  return id && attribute
    ? resolver.attribute(id, attribute, at)
    : [unknown(at, 'Fn::GetAtt needs a resource and an attribute')];
}

function chooseBranch(argument: Node, at: Node, resolver: Resolver): Value[] {
  const [condition, then, otherwise] =
    argument.kind === 'list' ? argument.items : [];
  const name = stringOf(condition);
  if (name === undefined || !then || !otherwise) {
    return [unknown(at, 'Fn::If needs a condition and two values')];
  }
  const holds = resolver.conditions.evaluate(name);
  return [
    ...(holds === false ? [] : resolver.values(then)),
    ...(holds === true ? [] : resolver.values(otherwise)),
  ];
}

function substitute(argument: Node, at: Node, resolver: Resolver): Value[] {
  const parts = argument.kind === 'list' ? argument.items : [argument];
  const text = stringOf(parts[0]);
  if (text === undefined) return [unknown(at, 'Fn::Sub needs a text')];
  const variables = parts[1];
  const pieces = splitSub(text, maxPieces);
  if (!pieces) return [unknown(at, `has more than ${maxPieces} pieces`)];
  return concatenate(
    pieces.map(piece =>
      'text' in piece
        ? [scalar(at, piece.text)]
        : named(piece.name, variables, at, resolver),
    ),
    '',
    at,
  );
}

/** What `${name}` stands for in a text. */
function named(
  name: string,
  variables: Node | undefined,
  at: Node,
  resolver: Resolver,
): Value[] {
  const variable = entry(variables, name);
  if (variable) return resolver.values(variable);
  const [id, attribute] = name.split(/\.(.*)/s);
  return attribute
    ? resolver.attribute(id, attribute, at)
    : resolver.ref(name, at);
}

function join(argument: Node, at: Node, resolver: Resolver): Value[] {
  const [delimiter, list] = argument.kind === 'list' ? argument.items : [];
  const separator = stringOf(delimiter);
  if (separator === undefined || !list) {
    return [unknown(at, 'Fn::Join needs a delimiter and a list')];
  }
  return resolver.values(list).flatMap(value => {
    if (value.kind !== 'list') {
      return [unknown(at, 'joins a list that is not known')];
    }
    if (value.items.length > maxPieces) {
      return [unknown(at, `has more than ${maxPieces} pieces`)];
    }
    const pieces = value.items.map(item => resolver.values(item));
    return concatenate(pieces, separator, at);
  });
}

/** Every combination of the pieces' alternatives, as text. */
function concatenate(pieces: Value[][], separator: string, at: Node): Value[] {
  const combinations = pieces.reduce((count, piece) => count * piece.length, 1);
  if (combinations > 64) return [unknown(at, 'has too many possible values')];
  let results: Array<{ texts: string[]; symbolic: boolean; why?: string }> = [
    { texts: [], symbolic: false },
  ];
  for (const piece of pieces) {
    results = results.flatMap(result =>
      piece.map(value => {
        if (value.kind === 'absent') return result;
        const text = textOf(value);
        return {
          texts: [...result.texts, text ?? ''],
          symbolic:
            result.symbolic ||
            value.kind === 'reference' ||
            (value.kind === 'scalar' && value.symbolic),
          why: result.why ?? (text === undefined ? reason(value) : undefined),
        };
      }),
    );
  }
  return results.map(({ texts, symbolic, why }) =>
    why === undefined
      ? scalar(at, texts.join(separator), symbolic)
      : unknown(at, why),
  );
}

function reason(value: Value): string {
  return value.kind === 'unknown' ? value.why : 'is not a text';
}

function select(argument: Node, at: Node, resolver: Resolver): Value[] {
  const [indexNode, list] = argument.kind === 'list' ? argument.items : [];
  if (!indexNode || !list) {
    return [unknown(at, 'Fn::Select needs an index and a list')];
  }
  const results: Value[] = [];
  for (const index of resolver.values(indexNode)) {
    for (const value of resolver.values(list)) {
      const item =
        index.kind === 'scalar' && value.kind === 'list'
          ? value.items[Number(index.text)]
          : undefined;
      if (item) {
        results.push(...resolver.values(item));
      } else if (value.kind === 'unknown') {
        results.push(unknown(at, value.why));
      } else {
        results.push(unknown(at, 'selects from a list that is not known'));
      }
    }
  }
  return results;
}

function split(argument: Node, at: Node, resolver: Resolver): Value[] {
  const [delimiter, source] = argument.kind === 'list' ? argument.items : [];
  const separator = stringOf(delimiter);
  if (!separator || !source) {
    return [unknown(at, 'Fn::Split needs a delimiter and a text')];
  }
  return resolver
    .values(source)
    .map(value =>
      value.kind === 'scalar' && !value.symbolic
        ? listOf(value.text.split(separator), at)
        : unknown(at, 'splits a text that is not known'),
    );
}

function findInMap(argument: Node, at: Node, resolver: Resolver): Value[] {
  const [map, first, second] = argument.kind === 'list' ? argument.items : [];
  if (!map || !first || !second) {
    return [unknown(at, 'Fn::FindInMap needs a mapping and two keys')];
  }
  const found = lookup([entry(resolver.root, 'Mappings')], map, resolver);
  const level = found && lookup(found, first, resolver);
  const leaves = level && lookup(level, second, resolver);
  return leaves?.length
    ? leaves.flatMap(leaf => (leaf ? resolver.values(leaf) : [absent(at)]))
    : [unknown(at, 'finds nothing in the mapping')];
}

/** The entries under a key, or all of them where the key is not known: a region decides at deploy time. */
function lookup(
  maps: Array<Node | undefined>,
  key: Node,
  resolver: Resolver,
): Array<Node | undefined> {
  return maps.flatMap(map => {
    if (map?.kind !== 'map') return [];
    return resolver.values(key).flatMap(value => {
      if (value.kind === 'scalar' && !value.symbolic) {
        const found = map.entries.get(value.text);
        return found ? [found] : [];
      }
      return [...map.entries.values()];
    });
  });
}

/** Blocks inside a range: as far as privacy goes, the range itself. */
function cidr(argument: Node, at: Node, resolver: Resolver): Value[] {
  const [range, count] = argument.kind === 'list' ? argument.items : [];
  if (!range) return [unknown(at, 'Fn::Cidr needs a range')];
  return resolver.values(range).map(value => {
    if (value.kind !== 'scalar' || value.symbolic) {
      return unknown(at, 'divides a range that is not known');
    }
    const size = Number(
      stringOf(count) ?? (count?.kind === 'scalar' ? count.value : NaN),
    );
    const blocks =
      Number.isInteger(size) && size > 0 && size <= 256 ? size : 256;
    return listOf(Array(blocks).fill(value.text), at);
  });
}

/** A list that no line of the template holds as such. */
export function listOf(texts: string[], at: Node): Value {
  const { path, line } = at;
  return {
    kind: 'list',
    at,
    items: texts.map(value => ({ kind: 'scalar', path, line, value })),
  };
}
