/** Every run makes the short version; `npm run test:faults` makes the whole one, whose figures are the acceptance figures. */
export const isWhole = process.env.ZHENGXUN_TEST_FAULTS === 'whole'
