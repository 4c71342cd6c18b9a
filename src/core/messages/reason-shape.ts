// The three texts of a reason: what it means (问题), what was seen (现象) and what to do next (解决方法). No clause: house rule.

export interface Text {
  zh: string
  en: string
}

export interface ReasonText {
  problem: Text
  symptom: Text
  remedy: Text
}

/** Chinese first, English second. `{name}` is filled from the reason's params. */
export function reasonTexts(
  problem: [string, string],
  symptom: [string, string],
  remedy: [string, string],
): ReasonText {
  const pair = ([zh, en]: [string, string]): Text => ({ zh, en })
  return { problem: pair(problem), symptom: pair(symptom), remedy: pair(remedy) }
}
