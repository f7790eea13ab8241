"""The words beside the codes of what a picture shows, as English templates for translation."""

from __future__ import annotations

from limen.vocabulary.evidence import N_

WORDS: dict[str, str] = {
    "image.strip.passed": N_("The machine readable zone was found on the page."),
    "image.strip.unsure": N_(
        "No machine readable zone was found: take the whole page again, flat and in even light, or type the lines."
    ),
    "image.strip.not_done": N_("The page was not looked at: {package} is not installed (the extra named image)."),
    "image.characters.passed": N_("Our reader is sure of every character."),
    "image.characters.unsure": N_("Our reader is not sure of {count} characters: compare them with the strip."),
    "image.second_read.passed": N_("A second, independent reader agrees on every character."),
    "image.second_read.unsure": N_("A second, independent reader differs in {count} characters: compare them."),
    "image.second_read.not_done": N_("No second reader is installed, so nothing is read with certainty: {package}."),
    "image.printed_name.passed": N_("The name is printed on the page as the machine readable zone spells it."),
    "image.printed_name.not_done": N_(
        "The name of the machine readable zone was not found in print on this page: compare it by eye."
    ),
    "image.repaired.unsure": N_(
        "The lines pass their check digits only with {count} characters read otherwise than our reader saw them first."
    ),
    "image.resolution.passed": N_("Each character of the machine readable zone is {pixels} pixels wide."),
    "image.resolution.unsure": N_(
        "Each character of the machine readable zone is only {pixels} pixels wide: go nearer, or scan more finely."
    ),
    "image.sharpness.passed": N_("The lines are sharp."),
    "image.sharpness.unsure": N_("The lines are blurred: hold still, wipe the glass, let the camera focus."),
    "image.exposure.passed": N_("The page is well lit."),
    "image.exposure.unsure": N_("The lines are too dark or too pale: ink and paper differ by {contrast} of 255."),
    "image.glare.passed": N_("No glare lies on the lines."),
    "image.glare.unsure": N_("Glare lies on {percent} in 100 of the lines: tilt the page away from the light."),
    "image.edge.passed": N_("The machine readable zone lies wholly within the picture."),
    "image.edge.unsure": N_("The picture cuts the machine readable zone or stands at its edge: take the whole page."),
    "image.page_type.passed": N_("By its size and first letters this is {page_type_words}."),
    "image.page_type.unsure": N_("What kind of page this is cannot be told."),
    "image.hint.software.unsure": N_(
        "The file says that {software} wrote it. A scanner or camera may sign its pictures too: ask for the original."
    ),
    "image.hint.software.passed": N_("The file names no picture editor. One that was copied often no longer does."),
    "image.doubt.faint": N_("Our reader is not sure of this character."),
    "image.doubt.apart": N_("The two readers see different characters."),
    "image.doubt.alone": N_("Only one reader saw this character."),
    "image.doubt.digit": N_("Set so that the check digits pass; it was seen otherwise."),
    "image.doubt.place": N_("Such a character may not stand in this place."),
    "image.page_type.passport": N_("the data page of a passport"),
    "image.page_type.visa": N_("a visa"),
    "image.page_type.card": N_("the side of a card that has the machine readable zone"),
    "image.page_type.travel_document": N_("the page of a travel document"),
}
