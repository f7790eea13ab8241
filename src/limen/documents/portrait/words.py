"""The words beside the codes of comparing faces, as English templates for translation."""

from __future__ import annotations

from limen.vocabulary.evidence import N_

WORDS: dict[str, str] = {
    "portrait.likeness": N_("Faces compared"),
    "portrait.likeness.passed": N_(
        "The faces are alike: score {score}, threshold {threshold} ({provider}). A score is no proof: look at both; "
        "the officer decides."
    ),
    "portrait.likeness.unsure": N_(
        "The faces are less alike than the threshold: score {score}, threshold {threshold} ({provider}). That alone "
        "refuses nobody: people age and light changes. Look at both; the officer decides."
    ),
    "portrait.likeness.not_done": N_(
        "The faces were not compared by machine: {package} is not installed (the extra named face). Compare them by "
        "eye."
    ),
    "portrait.likeness_poor": N_("Faces compared"),
    "portrait.likeness_poor.unsure": N_(
        "The faces are alike by score ({score}, threshold {threshold}, {provider}), but a picture is too poor to rest "
        "on. Take it again, or look at both; the officer decides."
    ),
    "portrait.likeness_unread": N_("Faces compared"),
    "portrait.likeness_unread.not_done": N_(
        "The faces were not compared: the picture “{picture}” cannot be opened: {why}. Compare them by eye."
    ),
    "portrait.likeness_faceless": N_("Faces compared"),
    "portrait.likeness_faceless.not_done": N_(
        "The faces were not compared: no face was found on the picture “{picture}”. Take it upright and from the "
        "front, or compare by eye."
    ),
    "portrait.likeness_several": N_("Faces compared"),
    "portrait.likeness_several.not_done": N_(
        "The faces were not compared: the picture “{picture}” shows {count} faces. Take one of the holder alone, or "
        "compare by eye."
    ),
    "portrait.likeness_off": N_("Faces compared"),
    "portrait.likeness_off.not_done": N_(
        "The faces were not compared by machine: this office compares none (LIMEN_FACES). Compare them by eye."
    ),
    "portrait.likeness_broken": N_("Faces compared"),
    "portrait.likeness_broken.not_done": N_(
        "The faces were not compared: the program that compares them ended, or took too long. Take the picture again, "
        "or compare by eye."
    ),
    "portrait.size": N_("Size of the face, {picture}"),
    "portrait.size.passed": N_(
        "The picture “{picture}” has {width} by {height} pixels, {eyes} of them between the eyes."
    ),
    "portrait.size.unsure": N_(
        "The face on the picture “{picture}” is small: {eyes} pixels between the eyes ({width} by {height} in all)."
    ),
    "portrait.sharpness": N_("Sharpness of the face, {picture}"),
    "portrait.sharpness.passed": N_("The face on the picture “{picture}” is sharp ({detail})."),
    "portrait.sharpness.unsure": N_("The face on the picture “{picture}” is blurred ({detail}): take it again."),
    "portrait.exposure": N_("Light on the face, {picture}"),
    "portrait.exposure.passed": N_("The light on the picture “{picture}” is good: {contrast} of 255 steps are used."),
    "portrait.exposure.unsure": N_(
        "The light on the picture “{picture}” is poor: {contrast} of 255 steps are used, {percent} % is lost in black "
        "or white."
    ),
    "portrait.liveness": N_("Living person"),
    "portrait.liveness.not_done": N_(
        "Nobody checked by machine that a living person was before the camera: no such check is offered here. Look at "
        "the person."
    ),
}
