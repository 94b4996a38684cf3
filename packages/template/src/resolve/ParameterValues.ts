import { entry, type Node, stringOf } from '../node';
import { readAllowedPattern } from './allowedPattern';
import {
  listOf,
  scalar,
  unknown,
  type UnknownString,
  type Value,
} from './value';

const ssmType = 'AWS::SSM::Parameter::Value';

/** The parameters of a template with the values for a deploy: the given values or the defaults. */
export class ParameterValues {
  constructor(
    private readonly declared: Node | undefined,
    private readonly given: Readonly<Record<string, string>>,
    private readonly hidden: ReadonlySet<string>,
  ) {}

  /** The alternatives of a parameter. */
  values(name: string, at: Node): Value[] {
    const declaration = entry(this.declared, name);
    if (!declaration) {
      return [unknown(at, `refers to ${name}, which is not in the template`)];
    }
    const type = stringOf(entry(declaration, 'Type')) ?? 'String';
    const unknownOf = (why: string) => [
      unknown(
        at,
        `depends on parameter ${name}, ${why}`,
        describeString(name, type, declaration),
      ),
    ];
    if (this.hidden.has(name)) return unknownOf('whose value is hidden');
    if (type.startsWith(ssmType)) {
      return unknownOf('which is read from SSM at deploy time');
    }
    const text = Object.prototype.hasOwnProperty.call(this.given, name)
      ? String(this.given[name])
      : this.defaultOf(declaration);
    if (text === undefined) {
      const allowed = isList(type) ? undefined : allowedValues(declaration);
      return (
        allowed?.map(value => scalar(at, value)) ??
        unknownOf('which has no value')
      );
    }
    if (text.includes('{{resolve:')) {
      return unknownOf('which is a dynamic reference');
    }
    return [
      isList(type)
        ? listOf(
            text.split(',').map(item => item.trim()),
            at,
          )
        : scalar(at, text),
    ];
  }

  private defaultOf(declaration: Node): string | undefined {
    const value = entry(declaration, 'Default');
    return value?.kind === 'scalar' && value.value !== null
      ? String(value.value)
      : undefined;
  }
}

function isList(type: string): boolean {
  return type === 'CommaDelimitedList' || type.startsWith('List<');
}

/** The values that a parameter without a value can have. Undefined if it allows others, or a dynamic reference. */
function allowedValues(declaration: Node): string[] | undefined {
  const allowed = entry(declaration, 'AllowedValues');
  if (allowed?.kind !== 'list' || allowed.items.length === 0) return undefined;
  const texts = allowed.items.map(item =>
    item.kind === 'scalar' && item.value !== null ? String(item.value) : '{{',
  );
  return texts.some(text => text.includes('{{')) ? undefined : texts;
}

/** What is known about the string of a parameter without a known value. Undefined for a list. */
function describeString(
  name: string,
  type: string,
  declaration: Node,
): UnknownString | undefined {
  const stored = /^AWS::SSM::Parameter::Value<(.+)>$/.exec(type)?.[1];
  const ofString = stored ?? type;
  if (isList(ofString)) return undefined;
  const pattern = stringOf(entry(declaration, 'AllowedPattern'));
  return {
    source: `parameter ${name}`,
    ...(/^AWS::(?!SSM::)/.test(ofString) && { type: ofString }),
    // The pattern of a parameter from SSM is for the name, not for the value.
    ...(pattern !== undefined &&
      stored === undefined && { pattern: readAllowedPattern(pattern) }),
  };
}
