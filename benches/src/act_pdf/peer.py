"""The peer of the bench `act_pdf`: how long WeasyPrint takes for the same act, archivable and tagged (PDF/A-2a).

peer.py FILE: FILE holds acts in JSON, as our template (modelli/atto.typ) gets them. They are made one after the other; the first is not
counted. What can be kept between two acts is kept: the style sheet, the fonts. Writes one line: version, pages of the last, the middle
time and the processor's time of each, in milliseconds.
"""

import html
import json
import statistics
import sys
import time

import weasyprint
from weasyprint import CSS, HTML
from weasyprint.text.fonts import FontConfiguration

STYLE = """
@page { size: A4; margin: 2.2cm 2.3cm 2.4cm;
  @bottom-left { content: string(ente); font-size: 8.5pt; color: #595959 }
  @bottom-right { content: "Pagina " counter(page) " di " counter(pages); font-size: 8.5pt; color: #595959 } }
body { font-family: serif; font-size: 11pt }
header { string-set: ente content(); font-size: 13pt; font-weight: 600; color: #17324d; border-bottom: .8pt solid #17324d; padding-bottom: 6pt }
h1 { font-size: 19pt; font-weight: 600; color: #17324d } h2 { font-size: 13pt; font-weight: 600; color: #17324d } h3 { font-size: 11.5pt }
dl { display: grid; grid-template-columns: 4.4cm 1fr; row-gap: .75em } dt { color: #595959 } dd { margin: 0 }
.allegato { break-before: page } .didascalia { font-weight: 600; margin-bottom: .6em; break-after: avoid }
table { width: 100%; border-collapse: collapse; font-size: 9.5pt } th { text-align: left }
th, td { padding: 4pt 3pt; border-top: .4pt solid #bfbfbf; border-bottom: .4pt solid #bfbfbf; vertical-align: top }
"""


def line(pieces):
    """Words with their look."""
    told = []
    for piece in pieces:
        text = html.escape(piece["testo"]).replace("\n", "<br>")
        told.append(f"<b>{text}</b>" if piece["forte"] else text)
    return "".join(told)


def block(one):
    """A block of the text."""
    kind = one["tipo"]
    if kind == "titolo":
        return f"<h{one['livello']}>{line(one['testo'])}</h{one['livello']}>"
    if kind == "paragrafo":
        return f"<p>{line(one['testo'])}</p>"
    if kind == "elenco":
        points = "".join(f"<li>{line(point['testo'])}{''.join(map(block, point['blocchi']))}</li>" for point in one["voci"])
        return f"<ol start=\"{one['da']}\">{points}</ol>"
    if kind == "tabella":
        whole = sum(one["larghezze"])
        widths = "".join(f"<col style=\"width:{width * 100 / whole:.2f}%\">" for width in one["larghezze"])
        rows = lambda rows, tag: "".join(
            "<tr>" + "".join(f"<{tag} colspan=\"{cell['colonne']}\">{line(cell['testo'])}</{tag}>" for cell in row) + "</tr>" for row in rows)
        return (f"<p class=\"didascalia\">{line(one['didascalia'])}</p><table><colgroup>{widths}</colgroup>"
                f"<thead>{rows(one['testa'], 'th')}</thead><tbody>{rows(one['corpo'], 'td')}</tbody></table>")
    raise ValueError(kind)


def written(act):
    """The act in HTML."""
    pairs = "".join(f"<dt>{html.escape(name)}</dt><dd>{html.escape(value)}</dd>" for name, value in act["voci"])
    sections = []
    for section in act["sezioni"]:
        title = f"<h2>{line(section['titolo'])}</h2>" if section["titolo"] else ""
        sections.append(f"<section class=\"{section['ruolo']}\">{title}{''.join(map(block, section['blocchi']))}</section>")
    title = html.escape(act["titolo"])
    return (f"<!doctype html><html lang=\"it\"><head><title>{title}</title></head><body><header>{html.escape(act['ente'])}</header>"
            f"<h1>{title}</h1><p><b>Oggetto:</b> {html.escape(act['oggetto'])}</p><dl>{pairs}</dl>{''.join(sections)}</body></html>")


def main(file):
    """Measures."""
    with open(file, encoding="utf-8") as opened:
        acts = json.load(opened)
    fonts = FontConfiguration()
    style = CSS(string=STYLE, font_config=fonts)
    pages = []

    def make(act):
        count = lambda document, pdf: pages.append(len(document.pages))
        return HTML(string=written(act)).write_pdf(
            stylesheets=[style], font_config=fonts, pdf_variant="pdf/a-2a", finisher=count)

    # Once before the clock: what is made at first use is not an act.
    make(acts[0])
    times, begin = [], time.process_time()
    for act in acts[1:]:
        started = time.perf_counter()
        make(act)
        times.append(time.perf_counter() - started)
    processor = (time.process_time() - begin) / len(times)
    print(f"{weasyprint.__version__}\t{pages[-1]}\t{statistics.median(times) * 1000:.1f}\t{processor * 1000:.1f}")


if __name__ == "__main__":
    main(sys.argv[1])
