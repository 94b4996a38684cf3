import { listOf } from './functions';
import { entry, Node, stringOf } from '@private-serverless/template';
import { scalar, unknown, Value } from './value';

/** The template's parameters with the values that a deploy would use: the given ones, else the defaults. */
export class ParameterValues {
  constructor(
    private readonly declared: Node | undefined,
    private readonly given: Readonly<Record<string, string>>,
  ) {}

  value(name: string, at: Node): Value {
    const declaration = entry(this.declared, name);
    if (!declaration) {
      return unknown(at, `refers to ${name}, which the template does not have`);
    }
    const type = stringOf(entry(declaration, 'Type')) ?? 'String';
    if (type.startsWith('AWS::SSM::Parameter::Value')) {
      return unknown(at, `parameter ${name} is read from SSM at deploy time`);
    }
    const text = Object.prototype.hasOwnProperty.call(this.given, name)
      ? String(this.given[name])
      : this.defaultOf(declaration);
    if (text === undefined) {
      return unknown(at, `parameter ${name} has no value`);
    }
    if (text.includes('{{resolve:')) {
      return unknown(at, `parameter ${name} is a dynamic reference`);
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
