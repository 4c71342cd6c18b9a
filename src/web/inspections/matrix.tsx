import { Link } from 'react-router'
import type { RoundDetail } from '../contract.ts'
import { useWords } from '../language/index.ts'
import { LAYERS } from '../pieces/layers.ts'
import { Panel } from '../pieces/page.tsx'
import { ScrollRegion } from '../pieces/scroll-region.tsx'
import { useVerdictWord, VerdictIcon } from '../pieces/verdict-tag.tsx'

/** System × layer: the worst conclusion of each cell; empty where the system has nothing on that layer. */
export function RoundMatrix({ matrix }: { matrix: RoundDetail['matrix'] }) {
  const { t } = useWords()
  const words = useVerdictWord()
  return (
    <Panel title={t('matrix.title')} padded={false}>
      <ScrollRegion label={t('matrix.title')}>
        <table className="rows matrix">
          <thead>
            <tr>
              <th scope="col">{t('column.system')}</th>
              {LAYERS.map((layer) => (
                <th key={layer} scope="col">
                  {t(`layer.${layer}`)}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {matrix.map((row) => (
              <tr key={row.systemId}>
                <th scope="row" className="row-head">
                  <Link to={`/systems/${encodeURIComponent(row.systemId)}`}>{row.system}</Link>
                </th>
                {LAYERS.map((layer) => (
                  <td key={layer}>
                    {layer in row.layers && (
                      <span className="row">
                        <VerdictIcon value={row.layers[layer]} label="" />
                        <span className="small">{row.layers[layer] ? words(row.layers[layer]) : t('matrix.open')}</span>
                      </span>
                    )}
                  </td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </ScrollRegion>
    </Panel>
  )
}
