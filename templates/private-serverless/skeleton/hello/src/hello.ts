import { type Handler, HttpError, json } from './http.ts';

const maxNameLength = 100;

/** `GET /hello?name=…`: an example. Replace it with your own code. */
export const hello: Handler = async event => {
  const name = event.queryStringParameters?.name ?? 'world';
  if (name.trim() === '' || name.length > maxNameLength) {
    throw new HttpError(400, `name must be a string of 1 to ${maxNameLength} characters.`);
  }
  return json(200, { message: `Hello, ${name.trim()}!` });
};
