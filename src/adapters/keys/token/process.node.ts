// The process that holds the session with the device: a vendor's library that crashes, hangs or reads memory does so here, where there is
// no key, no database and no secret but the PIN.

import { openSession, type TokenSession } from './module.node.ts'
import { type TokenAnswer, TokenError, type TokenQuestion } from './questions.ts'

let session: TokenSession | undefined

function answer(question: TokenQuestion): unknown {
  if (question.op === 'open') {
    session = openSession(question.ask)
    return true
  }
  if (!session) throw new TokenError('absent', 'no session')
  switch (question.op) {
    case 'generate':
      return session.generate(question.ask.id, question.ask.label, question.ask.algorithm, question.ask.use)
    case 'find':
      return session.find(question.ask.label)
    case 'sign':
      return session.sign(question.ask.id, question.ask.algorithm, question.ask.input)
    case 'decrypt':
      return session.decrypt(question.ask.id, question.ask.hash, question.ask.input)
  }
}

process.on('message', (question: TokenQuestion) => {
  const { number } = question
  const say = (said: TokenAnswer) => process.send?.(said)
  try {
    say({ number, value: answer(question) })
  } catch (error) {
    const fault = error instanceof TokenError ? error.fault : 'failed'
    say({ number, fault, words: error instanceof Error ? error.message : String(error) })
  }
})
// The service has ended, however.
process.on('disconnect', () => process.exit(0))
