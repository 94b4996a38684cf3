import { entry, type Node, stringOf } from '../node';
import { splitSub } from '../sub';
import { ofOtherStack } from './otherStack';
import type { ValueResolver } from './types';
import { listOf, scalar, textOf, unknown, type Value } from './value';

type CloudFormationFunction = (
  argument: Node,
  at: Node,
  resolver: ValueResolver,
) => Value[];

/**
 * Maximum number of parts of a string. A string with more is unknown, because
 * each part may have several alternatives. Templates do not need as many.
 */
const maxPieces = 1000;

const functions: Record<string, CloudFormationFunction | undefined> = {
  Ref: (argument, at, resolver) => {
    const name = stringOf(argument);
    return name === undefined
      ? [unknown(at, 'has a Ref without a name')]
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
  'Fn::ImportValue': (argument, at) => [
    ofOtherStack('Fn::ImportValue', argument, at),
  ],
  'Fn::GetStackOutput': (argument, at) => [
    ofOtherStack('Fn::GetStackOutput', argument, at),
  ],
  // Resolves to the value itself, which may be a policy.
  'Fn::ToJsonString': (argument, _at, resolver) => resolver.values(argument),
};

/** The alternatives of one function call. `at` is the call, `argument` its argument. */
export function resolveFunction(
  name: string,
  argument: Node,
  at: Node,
  resolver: ValueResolver,
): Value[] {
  const fn = functions[name];
  return fn
    ? fn(argument, at, resolver)
    : [unknown(at, `uses ${name}, which is resolved at deploy time`)];
}

function getAtt(argument: Node, at: Node, resolver: ValueResolver): Value[] {
  const text = stringOf(argument);
  const [id, attribute] =
    argument.kind === 'list'
      ? argument.items.map(item => stringOf(item))
      : (text ?? '').split(/\.(.*)/s);
  return id && attribute
    ? resolver.attribute(id, attribute, at)
    : [unknown(at, 'has an Fn::GetAtt without a resource and an attribute')];
}

function chooseBranch(
  argument: Node,
  at: Node,
  resolver: ValueResolver,
): Value[] {
  const [condition, then, otherwise] =
    argument.kind === 'list' ? argument.items : [];
  const name = stringOf(condition);
  if (name === undefined || !then || !otherwise) {
    return [unknown(at, 'has an Fn::If without a condition and two values')];
  }
  const isTrue = resolver.conditions.evaluate(name);
  return [
    ...(isTrue === false ? [] : resolver.values(then)),
    ...(isTrue === true ? [] : resolver.values(otherwise)),
  ];
}

function substitute(
  argument: Node,
  at: Node,
  resolver: ValueResolver,
): Value[] {
  const parts = argument.kind === 'list' ? argument.items : [argument];
  const text = stringOf(parts[0]);
  if (text === undefined) {
    return [unknown(at, 'has an Fn::Sub without a string')];
  }
  const variables = parts[1];
  const pieces = splitSub(text, maxPieces);
  if (!pieces) return [unknown(at, `has more than ${maxPieces} parts`)];
  return concatenate(
    pieces.map(piece =>
      'text' in piece
        ? [scalar(at, piece.text)]
        : valuesOfName(piece.name, variables, at, resolver),
    ),
    '',
    at,
  );
}

/** The alternatives of `${name}` in a string. */
function valuesOfName(
  name: string,
  variables: Node | undefined,
  at: Node,
  resolver: ValueResolver,
): Value[] {
  const variable = entry(variables, name);
  if (variable) return resolver.values(variable);
  const [id, attribute] = name.split(/\.(.*)/s);
  return attribute
    ? resolver.attribute(id, attribute, at)
    : resolver.ref(name, at);
}

function join(argument: Node, at: Node, resolver: ValueResolver): Value[] {
  const [delimiter, list] = argument.kind === 'list' ? argument.items : [];
  const separator = stringOf(delimiter);
  if (separator === undefined || !list) {
    return [unknown(at, 'has an Fn::Join without a delimiter and a list')];
  }
  return resolver.values(list).flatMap(value => {
    if (value.kind !== 'list') {
      return [unknown(at, 'joins an unknown list')];
    }
    if (value.items.length > maxPieces) {
      return [unknown(at, `has more than ${maxPieces} parts`)];
    }
    const pieces = value.items.map(item => resolver.values(item));
    return concatenate(pieces, separator, at);
  });
}

/** Every combination of the alternatives of the parts, as a string. */
function concatenate(pieces: Value[][], separator: string, at: Node): Value[] {
  const combinations = pieces.reduce((count, piece) => count * piece.length, 1);
  if (combinations > 64) return [unknown(at, 'has too many possible values')];
  let results: Array<{
    texts: string[];
    symbolic: boolean;
    why?: string;
    isString: boolean;
  }> = [{ texts: [], symbolic: false, isString: true }];
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
          isString:
            result.isString &&
            (text !== undefined ||
              (value.kind === 'unknown' && value.string !== undefined)),
        };
      }),
    );
  }
  return results.map(({ texts, symbolic, why, isString }) =>
    why === undefined
      ? scalar(at, texts.join(separator), symbolic)
      : unknown(at, why, isString ? {} : undefined),
  );
}

function reason(value: Value): string {
  return value.kind === 'unknown' ? value.why : 'is not a string';
}

function select(argument: Node, at: Node, resolver: ValueResolver): Value[] {
  const [indexNode, list] = argument.kind === 'list' ? argument.items : [];
  if (!indexNode || !list) {
    return [unknown(at, 'has an Fn::Select without an index and a list')];
  }
  const results: Value[] = [];
  const zones = isZonesOfRegion(list);
  for (const index of resolver.values(indexNode)) {
    if (zones && index.kind === 'scalar' && /^\d$/.test(index.text)) {
      results.push(scalar(at, `\${AvailabilityZone.${index.text}}`, true));
      continue;
    }
    for (const value of resolver.values(list)) {
      const item =
        index.kind === 'scalar' && value.kind === 'list'
          ? value.items[Number(index.text)]
          : undefined;
      if (item) {
        results.push(...resolver.values(item));
      } else if (isListOfRanges(value)) {
        results.push({ ...value, at });
      } else if (value.kind === 'unknown') {
        results.push(unknown(at, value.why));
      } else {
        results.push(unknown(at, 'selects from an unknown list'));
      }
    }
  }
  return results;
}

/** Whether a list has the IPv6 ranges of a new VPC or subnet. Each is one of its own, whichever is selected. */
function isListOfRanges(value: Value): boolean {
  return value.kind === 'reference' && value.attribute === 'Ipv6CidrBlocks';
}

/** Whether a list is that of the Availability Zones of the stack's region. Only AWS knows their names, but they differ. */
function isZonesOfRegion(list: Node): boolean {
  const region = entry(list, 'Fn::GetAZs');
  return (
    stringOf(region) === '' || stringOf(entry(region, 'Ref')) === 'AWS::Region'
  );
}

function split(argument: Node, at: Node, resolver: ValueResolver): Value[] {
  const [delimiter, source] = argument.kind === 'list' ? argument.items : [];
  const separator = stringOf(delimiter);
  if (!separator || !source) {
    return [unknown(at, 'has an Fn::Split without a delimiter and a string')];
  }
  return resolver
    .values(source)
    .map(value =>
      value.kind === 'scalar' && !value.symbolic
        ? listOf(value.text.split(separator), at)
        : unknown(at, 'splits an unknown string'),
    );
}

function findInMap(argument: Node, at: Node, resolver: ValueResolver): Value[] {
  const [map, first, second, options] =
    argument.kind === 'list' ? argument.items : [];
  if (!map || !first || !second) {
    return [unknown(at, 'has an Fn::FindInMap without a mapping and two keys')];
  }
  let found: Lookup = {
    entries: [entry(resolver.root, 'Mappings')].filter(isNode),
    mayMiss: false,
  };
  for (const key of [map, first, second]) found = lookup(found, key, resolver);
  const values = found.entries.flatMap(leaf => resolver.values(leaf));
  // Of the transform AWS::LanguageExtensions.
  const otherwise = entry(options, 'DefaultValue');
  if (otherwise && found.mayMiss) values.push(...resolver.values(otherwise));
  return values.length > 0
    ? values
    : [unknown(at, 'has no entry in the mapping')];
}

/** The entries that a key can select, and whether it may select none. */
type Lookup = { entries: Node[]; mayMiss: boolean };

/** The entries under a key. All entries if the key is unknown, such as a region. */
function lookup(
  { entries, mayMiss }: Lookup,
  key: Node,
  resolver: ValueResolver,
): Lookup {
  const next: Lookup = {
    entries: [],
    mayMiss: mayMiss || entries.length === 0,
  };
  for (const map of entries) {
    const children: ReadonlyMap<string, Node> =
      map.kind === 'map' ? map.entries : new Map();
    for (const value of resolver.values(key)) {
      const text =
        value.kind === 'scalar' && !value.symbolic ? value.text : undefined;
      const selected =
        text === undefined
          ? [...children.values()]
          : [children.get(text)].filter(isNode);
      next.entries.push(...selected);
      next.mayMiss ||= text === undefined || selected.length === 0;
    }
  }
  return next;
}

function isNode(node: Node | undefined): node is Node {
  return node !== undefined;
}

/** The blocks of a range. For privacy, each block is equivalent to the range. */
function cidr(argument: Node, at: Node, resolver: ValueResolver): Value[] {
  const [range, count] = argument.kind === 'list' ? argument.items : [];
  if (!range) return [unknown(at, 'has an Fn::Cidr without a range')];
  return resolver.values(range).map(value => {
    if (value.kind !== 'scalar' || value.symbolic) {
      return unknown(at, 'divides an unknown range');
    }
    const size = Number(
      stringOf(count) ?? (count?.kind === 'scalar' ? count.value : NaN),
    );
    const blocks =
      Number.isInteger(size) && size > 0 && size <= 256 ? size : 256;
    return listOf(Array(blocks).fill(value.text), at);
  });
}
