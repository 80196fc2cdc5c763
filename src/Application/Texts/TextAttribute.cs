using System.Reflection;
using JieSuJiBan.Engine.Descriptors;

namespace JieSuJiBan.Application.Texts;

/// <summary>Whose words a text of a command is. The one place where it is said: what is sealed follows from it.</summary>
/// <param name="kind">Whose.</param>
[AttributeUsage(AttributeTargets.Property | AttributeTargets.Parameter)]
public sealed class TextAttribute(TextKind kind) : Attribute
{
    /// <summary>Whose words it is.</summary>
    public TextKind Kind => kind;

    /// <summary>What a command declares of its member.</summary>
    /// <typeparam name="T">The command.</typeparam>
    /// <param name="member">The member.</param>
    public static TextKind Of<T>(string member) =>
        typeof(T).GetProperty(member)?.GetCustomAttribute<TextAttribute>()?.Kind ?? throw new InvalidOperationException($"{typeof(T).Name}.{member} does not declare whose words it is.");
}

/// <summary>A text that no ticket ever holds, with the reason: it enters no journal and is about nobody who asked for something.</summary>
/// <param name="reason">Where it goes instead.</param>
[AttributeUsage(AttributeTargets.Property | AttributeTargets.Parameter)]
public sealed class NotOfTicketAttribute(string reason) : Attribute
{
    /// <summary>Where it goes instead.</summary>
    public string Reason => reason;
}
