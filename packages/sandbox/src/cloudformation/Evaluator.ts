import { Identity, Properties, Value } from '../account/Account';
import { asList, asMap, asNumber, asText, asTexts } from '../account/values';
import { validationError } from '../protocol/errors';
import { cidrBlocks } from '../account/cidr';
import { substitutions } from './references';
import { Template } from './types';
import { isUnknown, KNOWN_AFTER_APPLY } from './unknownValue';

/** The input of an evaluation. */
export type EvaluationContext = {
  template: Template;
  parameters: Record<string, Value>;
  identity: Identity;
  stackId: string;
  stackName: string;
  /** `Ref` and `Fn::GetAtt` of resources. Both throw if there is no value. */
  ref(logicalId: string): Value;
  attribute(logicalId: string, name: string): Value;
  /** The value of an export. Throws if the export does not exist. */
  importValue(name: string): Value;
};

/** `AWS::NoValue`: removes the property or list item. */
const noValue = Symbol('AWS::NoValue');
type Resolved = Value | typeof noValue;

/** Evaluates CloudFormation's intrinsic functions and conditions. */
export class Evaluator {
  /** Names of the conditions that are being evaluated, to detect cycles. */
  private readonly evaluating = new Set<string>();

  constructor(private readonly context: EvaluationContext) {}

  /** Resolves a property map. */
  properties(properties: Properties): Properties {
    return asMap(this.value(properties));
  }

  /** Resolves one value. `AWS::NoValue` at the top level becomes an empty string. */
  value(value: Value): Value {
    const resolved = this.resolve(value);
    return resolved === noValue ? '' : resolved;
  }

  /** Whether a named condition is true. True without a name. */
  condition(name: string | undefined): boolean {
    if (name === undefined) return true;
    const { conditions } = this.context.template;
    if (!Object.hasOwn(conditions, name)) {
      throw validationError(
        `Template format error: Unresolved condition dependency ${name} in the template`,
      );
    }
    if (this.evaluating.has(name)) {
      throw validationError(
        `Template error: Found circular condition dependency with condition ${name}`,
      );
    }
    this.evaluating.add(name);
    const result = isTrue(this.value(conditions[name]));
    this.evaluating.delete(name);
    return result;
  }

  private resolve(value: Value): Resolved {
    if (Array.isArray(value)) {
      return value.map(item => this.resolve(item)).filter(isValue);
    }
    if (value === null || typeof value !== 'object') return value;
    const keys = Object.keys(value);
    if (keys.length === 1) {
      const call = this.call(keys[0], value[keys[0]]);
      if (call !== undefined) return call;
    }
    const entries = Object.entries(value)
      .map(([key, item]) => [key, this.resolve(item)] as const)
      .filter((entry): entry is [string, Value] => isValue(entry[1]));
    return Object.fromEntries(entries);
  }

  private call(name: string, argument: Value): Resolved | undefined {
    switch (name) {
      case 'Ref':
        return this.ref(asText(argument) ?? '');
      case 'Condition':
        // In policies, `Condition` is an ordinary key: { Condition: {…} }.
        return typeof argument === 'string'
          ? this.condition(argument)
          : undefined;
      case 'Fn::GetAtt':
        return this.getAtt(argument);
      case 'Fn::Sub':
        return this.sub(argument);
      case 'Fn::Join': {
        const [separator, parts] = this.list(name, argument, 2);
        return asList(parts)
          .map(part => scalar(name, part))
          .join(scalar(name, separator));
      }
      case 'Fn::Select': {
        const [index, items] = this.list(name, argument, 2);
        if (isUnknown(index) || isUnknown(items)) return KNOWN_AFTER_APPLY;
        const item = asList(items)[asNumber(index) ?? -1];
        if (item === undefined) {
          throw validationError(
            `Template error: Fn::Select cannot select nonexistent value at index ${asText(
              index,
            )}`,
          );
        }
        return item;
      }
      case 'Fn::Split': {
        const [separator, text] = this.list(name, argument, 2);
        if (isUnknown(text)) return KNOWN_AFTER_APPLY;
        return scalar(name, text).split(scalar(name, separator));
      }
      case 'Fn::If': {
        const [condition, yes, no] = asList(argument);
        return this.resolve(this.condition(asText(condition)) ? yes : no);
      }
      case 'Fn::Equals': {
        const [a, b] = this.list(name, argument, 2);
        return asText(a) === asText(b);
      }
      case 'Fn::And':
        return asList(argument).every(item => isTrue(this.value(item)));
      case 'Fn::Or':
        return asList(argument).some(item => isTrue(this.value(item)));
      case 'Fn::Not':
        return !isTrue(this.value(asList(argument)[0] ?? false));
      case 'Fn::Contains': {
        const [texts, text] = this.list(name, argument, 2);
        return asTexts(texts).includes(scalar(name, text));
      }
      case 'Fn::EachMemberIn': {
        const [texts, allowed] = this.list(name, argument, 2);
        return asTexts(texts).every(text => asTexts(allowed).includes(text));
      }
      case 'Fn::EachMemberEquals': {
        const [texts, wanted] = this.list(name, argument, 2);
        return asTexts(texts).every(text => text === asText(wanted));
      }
      case 'Fn::FindInMap':
        return this.findInMap(this.list(name, argument, 3));
      case 'Fn::GetAZs':
        return ['a', 'b', 'c'].map(
          zone => `${asText(this.value(argument)) || this.region()}${zone}`,
        );
      case 'Fn::Cidr': {
        const [block, count, bits] = this.list(name, argument, 2);
        if ([block, count, bits].some(isUnknown)) return KNOWN_AFTER_APPLY;
        return cidrBlocks(
          scalar(name, block),
          asNumber(count) ?? 0,
          bits === undefined ? undefined : asNumber(bits),
        );
      }
      case 'Fn::ImportValue':
        return this.context.importValue(scalar(name, this.value(argument)));
      case 'Fn::Base64':
        return base64(scalar(name, this.value(argument)));
      default:
        return undefined;
    }
  }

  private region(): string {
    return this.context.identity.region;
  }

  private ref(name: string): Resolved {
    const { identity, parameters, stackId, stackName } = this.context;
    switch (name) {
      case 'AWS::NoValue':
        return noValue;
      case 'AWS::AccountId':
        return identity.accountId;
      case 'AWS::Region':
        return identity.region;
      case 'AWS::Partition':
        return identity.partition;
      case 'AWS::URLSuffix':
        return 'amazonaws.com';
      case 'AWS::StackId':
        return stackId;
      case 'AWS::StackName':
        return stackName;
      case 'AWS::NotificationARNs':
        return [];
      default:
        return Object.hasOwn(parameters, name)
          ? parameters[name]
          : this.context.ref(name);
    }
  }

  private getAtt(argument: Value): Value {
    const [logicalId, ...path] =
      typeof argument === 'string'
        ? argument.split('.')
        : asList(argument).map(part => scalar('Fn::GetAtt', this.value(part)));
    return this.context.attribute(String(logicalId), path.join('.'));
  }

  private sub(argument: Value): string {
    const [text, variables] = Array.isArray(argument) ? argument : [argument];
    const given = asMap(variables);
    return substitutions(scalar('Fn::Sub', text), name => {
      let value: Resolved;
      if (Object.hasOwn(given, name)) value = this.value(given[name]);
      else if (name.includes('.')) value = this.getAtt(name);
      else value = this.ref(name);
      return value === noValue ? '' : scalar('Fn::Sub', value);
    });
  }

  private findInMap([map, first, second]: Value[]): Value {
    const found = asMap(
      asMap(this.context.template.mappings[String(map)])[String(first)],
    )[String(second)];
    if (found === undefined) {
      throw validationError(
        `Template error: Unable to get mapping for ${map}::${first}::${second}`,
      );
    }
    return found;
  }

  private list(name: string, argument: Value, minimum: number): Value[] {
    const items = Array.isArray(argument)
      ? argument.map(item => this.value(item))
      : [];
    if (items.length < minimum) {
      throw validationError(
        `Template error: every ${name} object requires at least ${minimum} parameters`,
      );
    }
    return items;
  }
}

function isValue(value: Resolved): value is Value {
  return value !== noValue;
}

function isTrue(value: Value): boolean {
  return value === true || value === 'true';
}

function base64(text: string): string {
  return isUnknown(text)
    ? KNOWN_AFTER_APPLY
    : Buffer.from(text).toString('base64');
}

function scalar(name: string, value: Value): string {
  const text = asText(value);
  if (text === undefined) {
    throw validationError(
      `Template error: every ${name} object requires string values, got ${JSON.stringify(
        value,
      )}`,
    );
  }
  return text;
}
