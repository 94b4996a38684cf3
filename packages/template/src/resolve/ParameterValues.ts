import { entry, type Node, stringOf } from '../node';
import { listOf, scalar, unknown, type Value } from './value';

/** The parameters of a template with the values for a deploy: the given values or the defaults. */
export class ParameterValues {
  constructor(
    private readonly declared: Node | undefined,
    private readonly given: Readonly<Record<string, string>>,
    private readonly hidden: ReadonlySet<string>,
  ) {}

  value(name: string, at: Node): Value {
    const declaration = entry(this.declared, name);
    if (!declaration) {
      return unknown(at, `refers to ${name}, which is not in the template`);
    }
    if (this.hidden.has(name)) {
      return unknown(at, `depends on parameter ${name}, whose value is hidden`);
    }
    const type = stringOf(entry(declaration, 'Type')) ?? 'String';
    if (type.startsWith('AWS::SSM::Parameter::Value')) {
      return unknown(
        at,
        `depends on parameter ${name}, which is read from SSM at deploy time`,
      );
    }
    const text = Object.prototype.hasOwnProperty.call(this.given, name)
      ? String(this.given[name])
      : this.defaultOf(declaration);
    if (text === undefined) {
      return unknown(at, `depends on parameter ${name}, which has no value`);
    }
    if (text.includes('{{resolve:')) {
      return unknown(
        at,
        `depends on parameter ${name}, which is a dynamic reference`,
      );
    }
    return type === 'CommaDelimitedList' || type.startsWith('List<')
      ? listOf(
          text.split(',').map(item => item.trim()),
          at,
        )
      : scalar(at, text);
  }

  private defaultOf(declaration: Node): string | undefined {
    const value = entry(declaration, 'Default');
    return value?.kind === 'scalar' && value.value !== null
      ? String(value.value)
      : undefined;
  }
}
