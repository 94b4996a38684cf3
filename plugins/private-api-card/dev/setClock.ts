/**
 * Sets the clock of the page, so that ages are those of the fixtures. The clock runs on from there.
 * @param time - ISO 8601
 */
export function setClock(time: string) {
  const RealDate = window.Date;
  const offset = Date.parse(time) - RealDate.now();
  const now = () => RealDate.now() + offset;
  window.Date = new Proxy(RealDate, {
    construct: (target, args) =>
      Reflect.construct(target, args.length > 0 ? args : [now()]),
    get: (target, key) => (key === 'now' ? now : Reflect.get(target, key)),
  });
}
