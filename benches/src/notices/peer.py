"""The peer of the bench of notices: how many of the same notice WeasyPrint makes in a second of one processor.

peer.py FILE [SECONDS]: FILE holds notices in JSON, as our template gets them; they are made one after the other, again from the
first when they end, as archivable and tagged PDFs (PDF/A-2a), for SECONDS of processor time (5 without it). What can be kept
between two notices is kept: the style sheet, the fonts. Writes one line: notices, bytes of the last, notices a second.
"""

import html
import json
import sys
import time

from weasyprint import CSS, HTML
from weasyprint.text.fonts import FontConfiguration

STYLE = """
@page { size: A4; margin: 2.2cm 2.3cm 2.4cm;
  @bottom-left { content: string(ente); font-size: 8.5pt; color: #595959 }
  @bottom-right { content: "Pagina " counter(page) " di " counter(pages); font-size: 8.5pt; color: #595959 } }
body { font-family: serif; font-size: 11pt }
header { string-set: ente content(); font-size: 13pt; font-weight: 600; color: #17324d; border-bottom: .8pt solid #17324d; padding-bottom: 6pt }
h1 { font-size: 19pt; font-weight: 600; color: #17324d } h2 { font-size: 13pt; font-weight: 600; color: #17324d }
dl { display: grid; grid-template-columns: 4.4cm 1fr; row-gap: .75em } dt { color: #595959 } dd { margin: 0 }
small { font-size: 9.5pt; color: #595959 } code { font-family: monospace; font-size: 8pt }
.protocollo { font-size: 13pt } .piede { font-size: 9.5pt }
"""


def written(data):
    """The notice in HTML: the words of our template."""
    text = {key: html.escape(str(value)) for key, value in data.items() if isinstance(value, str)}
    pairs = [("Tipo", "documento " + text["verso"]), ("Presentato da", html.escape("; ".join(data["mittenti"]))),
             ("Oggetto", text["oggetto"]), ("Arrivato per", text["mezzo"]), ("Arrivato il", text.get("arrivato_il")),
             ("Ricevuto da", text["ricevuto_da"])]
    told = "".join(f"<dt>{name}</dt><dd>{value}</dd>" for name, value in pairs if value)
    files = "".join(
        f"<li>{html.escape(file['nome'])} <small>({html.escape(file['formato'])}, {html.escape(file['grandezza'])})</small><br>"
        f"<small>Impronta SHA-256:</small> <code>{file['impronta']}</code></li>" for file in data["documenti"])
    return f"""<!doctype html><html lang="it"><head><title>Ricevuta del protocollo {text['numero']}</title></head><body>
<header>{text['ente']}</header><h1>Ricevuta di presentazione</h1>
<p class="protocollo">Protocollo n. <b>{text['numero']}</b> del <b>{text['giorno']}</b>, ore <b>{text['ora']}</b></p>
<dl>{told}</dl><h2>Documenti ricevuti</h2><ol>{files}</ol><div class="piede">
<p>Ricevuta rilasciata ai sensi dell'art. 18-bis della legge 241/1990. Attesta la presentazione, non l'accoglimento della domanda. I
termini per la risposta dipendono dal procedimento: li comunica l'ufficio che se ne occupa.</p>
<p>L'impronta permette a chiunque di controllare che un file sia proprio quello ricevuto: due file diversi hanno impronte diverse.</p>
<p>La registrazione è iscritta in un registro che chiunque può controllare: {text['registro']}</p></div></body></html>"""


def main(file, seconds):
    """Measures."""
    with open(file, encoding="utf-8") as opened:
        notices = json.load(opened)
    fonts = FontConfiguration()
    style = CSS(string=STYLE, font_config=fonts)

    def make(data):
        return HTML(string=written(data)).write_pdf(stylesheets=[style], font_config=fonts, pdf_variant="pdf/a-2a")

    # Once before the clock: what is made at first use is not a notice.
    make(notices[0])
    made, begin = 0, time.process_time()
    while (took := time.process_time() - begin) < seconds:
        last = make(notices[made % len(notices)])
        made += 1
    print(f"{made}\t{len(last)}\t{made / took:.2f}")


if __name__ == "__main__":
    main(sys.argv[1], float(sys.argv[2]) if len(sys.argv) > 2 else 5.0)
