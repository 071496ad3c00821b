/** How long is kept what serves for a while only, in days after it was made (sessions and codes: after they ended).
 *  Orders, visits and their facts are records of trade and have no term here. */
export const terms = {
  /** A repetition after this is a new request. A technician's phone may come back to the network after weeks. */
  idempotency: 30,
  rateLimits: 2,
  sessions: 1,
  /** What was sent to whom: a log, at least six months (Cybersecurity Law, Art. 21 (3)). */
  notices: 365,
  webhookDeliveries: 190,
} as const
