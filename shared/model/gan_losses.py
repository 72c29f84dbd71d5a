"""What each side of the game wants, as a number to make small.

Every loss takes logits, the discriminator's numbers before any sigmoid: D(x) = sigmoid(logit). With softplus(t) =
log(1 + eᵗ), −log D is softplus(−logit) and −log(1 − D) is softplus(logit), which neither overflow nor reach log 0.
"""

from keras import KerasTensor, ops


def discriminator_loss(real_logits: KerasTensor, fake_logits: KerasTensor) -> KerasTensor:
    """−E[log D(x)] − E[log(1 − D(G(z)))]: real pictures want a large logit, generated ones a small one.

    Goodfellow et al. 2014, eq. 1, with its sign changed: what the discriminator would make large, an optimizer makes small.

    Args:
        real_logits, fake_logits: (B,) or (B, 1) float32.

    Returns:
        the loss, a number ≥ 0; 2 log 2 ≈ 1.39 if every logit is 0.
    """
    return ops.mean(ops.softplus(-real_logits)) + ops.mean(ops.softplus(fake_logits))


def generator_loss(fake_logits: KerasTensor) -> KerasTensor:
    """−E[log D(G(z))]: generated pictures want a large logit.

    The non-saturating loss (Goodfellow et al. 2014, section 3): its slope doesn't vanish where the discriminator is sure.

    Args:
        fake_logits: (B,) or (B, 1) float32.

    Returns:
        the loss, a number ≥ 0; log 2 ≈ 0.69 if every logit is 0.
    """
    return ops.mean(ops.softplus(-fake_logits))


def relativistic_discriminator_loss(real_logits: KerasTensor, fake_logits: KerasTensor) -> KerasTensor:
    """E[softplus(fake − real)]: of each pair, the real picture wants the larger logit (Huang et al. 2024, section 2).

    Args:
        real_logits, fake_logits: float32, both (B,) or both (B, 1).

    Returns:
        the loss, a number ≥ 0; log 2 ≈ 0.69 if the logits of each pair are equal.
    """
    return ops.mean(ops.softplus(fake_logits - real_logits))


def relativistic_generator_loss(real_logits: KerasTensor, fake_logits: KerasTensor) -> KerasTensor:
    """E[softplus(real − fake)]: of each pair, the generated picture wants the larger logit. Arguments as above."""
    return ops.mean(ops.softplus(real_logits - fake_logits))
