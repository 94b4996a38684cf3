const secondsOf: Record<string, number> = {
  minute: 60,
  hour: 3600,
  day: 86_400,
};

/**
 * The period of a rate expression of EventBridge in seconds: `rate(1 minute)`,
 * `rate(5 minutes)`. Undefined if it is not one. A value of 1 needs the singular,
 * any other one the plural.
 * https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-scheduled-rule-pattern.html
 */
export function rateSeconds(expression: string): number | undefined {
  const [, value, unit, plural] =
    /^rate\((\d+) (minute|hour|day)(s?)\)$/.exec(expression) ?? [];
  const count = Number(value);
  if (!unit || count < 1 || (count === 1) === (plural === 's')) {
    return undefined;
  }
  return count * secondsOf[unit];
}
