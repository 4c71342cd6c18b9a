// What each kind of move does to the stock. Pure.

export const MOVES = {
  received: { sign: 1, title: { zh: '入库', en: 'Received' } },
  used: { sign: -1, title: { zh: '领用', en: 'Taken' } },
  replaced: { sign: -1, title: { zh: '更换上机', en: 'Built in' } },
  returned: { sign: 1, title: { zh: '归还', en: 'Returned' } },
  scrapped: { sign: -1, title: { zh: '报废', en: 'Scrapped' } },
} as const
export type Move = keyof typeof MOVES
export const MOVE_IDS = Object.keys(MOVES) as [Move, ...Move[]]
