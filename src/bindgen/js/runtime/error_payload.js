/** The error value in what a host function threw; an ordinary exception has none and goes on. */
function errorPayload(error) {
  if (error !== null && typeof error === 'object' && Object.hasOwn(error, 'payload')) return error.payload;
  if (error instanceof Error) throw error;
  return error;
}
